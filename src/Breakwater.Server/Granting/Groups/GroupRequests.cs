using Breakwater.Contracts.Admin;
using Breakwater.Server.Access.Grants.Groups;

namespace Breakwater.Server.Granting.Groups;

/// <summary>What a group may be.</summary>
internal static class GroupRequests
{
    public static string[] TagsOf(GroupRequest request) => [.. (request.Tags ?? []).Distinct()];

    /// <summary>What is wrong, by field.</summary>
    public static Dictionary<string, string> Check(GroupRequest request, string? name)
    {
        var errors = new Dictionary<string, string>();
        if (!TagText.IsValid(name))
        {
            errors["name"] = $"{TagText.Rule}.";
        }

        if (request.Model is { } model && (model.Length is 0 or > GroupRule.LongestModel || model.Any(char.IsControl)))
        {
            errors["model"] = $"1 to {GroupRule.LongestModel} printable characters.";
        }

        var tags = TagsOf(request);
        if (tags.Length > GroupRule.MostTags || !tags.All(TagText.IsValid))
        {
            errors["tags"] = $"At most {GroupRule.MostTags} tags, each {TagText.Rule}.";
        }
        else if (tags.Length == 0 && request.Model is null)
        {
            errors["tags"] = "A model, or at least one tag: a group without a condition would be the fleet.";
        }

        return errors;
    }
}
