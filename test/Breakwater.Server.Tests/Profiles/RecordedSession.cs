using System.IO.Compression;
using System.Text.Json;

namespace Breakwater.Server.Tests.Profiles;

/// <summary>A robot's real MQTT session, recorded from Valetudo's mock robot. It lies beside the repository, where it is, and is not part of it.</summary>
internal static class RecordedSession
{
    /// <summary>Skips the test, with the reason, where the recording is absent.</summary>
    public static IReadOnlyList<RecordedMessage> Load()
    {
        var path = Find();
        Assert.SkipWhen(path is null, "The recorded session ../shared/data/valetudo-mock-session.jsonl.gz is not here.");
        using var lines = new StreamReader(new GZipStream(File.OpenRead(path!), CompressionMode.Decompress));
        var messages = new List<RecordedMessage>();
        while (lines.ReadLine() is { } line)
        {
            var message = JsonElement.Parse(line);
            messages.Add(new RecordedMessage(
                message.GetProperty("from").GetString() == "robot",
                message.GetProperty("topic").GetString()!,
                Convert.FromHexString(message.GetProperty("payload_hex").GetString()!)));
        }

        return messages;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", "valetudo-mock-session.jsonl.gz");
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}

internal sealed record RecordedMessage(bool FromRobot, string Topic, byte[] Payload);
