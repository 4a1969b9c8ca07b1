using System.Collections.Frozen;
using Breakwater.Contracts.Devices;
using Breakwater.Server.Devices.Commands;

namespace Breakwater.Server.Gateway.Topics;

/// <summary>Which profile a device model speaks.</summary>
internal sealed class TopicProfiles : ICommandClasses
{
    private readonly FrozenDictionary<string, TopicProfile> byModel;

    public TopicProfiles(IEnumerable<TopicProfile> profiles)
    {
        var models = new Dictionary<string, TopicProfile>(StringComparer.Ordinal);
        foreach (var profile in profiles)
        {
            foreach (var model in profile.Models)
            {
                if (!models.TryAdd(model, profile))
                {
                    throw new FormatException($"The profiles '{models[model].Name}' and '{profile.Name}' both claim the model '{model}'.");
                }
            }
        }

        byModel = models.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public TopicProfile For(string model) => byModel.GetValueOrDefault(model, NativeProfile.Instance);

    public CommandClass ClassOf(string model, string command) => For(model).ClassOf(command);
}
