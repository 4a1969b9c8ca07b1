using System.Text.Json;

namespace Breakwater.Server.Enrollment;

/// <summary>One line of a JSON Lines manifest: an object with <c>serial</c>, <c>model</c> and, if there is one, <c>claim</c>; all strings, nothing else.</summary>
internal static class JsonManifestRow
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 2 };

    public static ManifestLine Parse(int line, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return ManifestLine.Bad(line, "the line is not a JSON object");
            }

            string? serial = null, model = null, claim = null;
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
                {
                    return ManifestLine.Bad(line, "every member must be a string");
                }

                switch (member.Name)
                {
                    case "serial":
                        serial = member.Value.GetString();
                        break;
                    case "model":
                        model = member.Value.GetString();
                        break;
                    case "claim":
                        claim = member.Value.GetString();
                        break;
                    default:
                        return ManifestLine.Bad(line, "the members are serial, model and, if there is one, claim");
                }
            }

            return ManifestLine.Of(line, serial, model, claim);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with an unpaired surrogate.
            return ManifestLine.Bad(line, "the line is not JSON, or names a member twice");
        }
    }
}
