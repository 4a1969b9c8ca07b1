using Breakwater.Contracts.Devices;
using Breakwater.Server.Devices.Presence;

namespace Breakwater.Server.Gateway.Topics;

/// <summary>
/// What a device's topics mean. All topics are relative to the device's own certificate: whatever a topic says, it is the connection's device that
/// publishes, reports or is commanded, so another device cannot be named.
/// </summary>
/// <param name="Models">The device models that speak it; empty for the native profile, which every other model speaks.</param>
/// <param name="Subscribe">Filters that a device may subscribe to, besides the topics of its commands.</param>
/// <param name="Desired">Where the desired state is sent; null: this firmware does not take it.</param>
/// <param name="ReportedAccepted">Where an accepted report is answered; null: nowhere.</param>
/// <param name="ReportedRejected">Where a rejected report is answered; null: nowhere.</param>
internal sealed record TopicProfile(
    string Name,
    IReadOnlyList<string> Models,
    IReadOnlyList<PublishRule> Publish,
    IReadOnlyList<CommandRule> Commands,
    IReadOnlyList<TopicTemplate> Subscribe,
    string? Desired,
    string? ReportedAccepted,
    string? ReportedRejected)
{
    /// <summary>The meanings of a topic, or null with the reason why it has none. First rule wins.</summary>
    public PublishRoute[]? Resolve(string topic, TopicBindings bindings, out bool foreign)
    {
        foreign = false;
        foreach (var rule in Publish)
        {
            var captures = new Dictionary<string, string>(StringComparer.Ordinal);
            switch (rule.Topic.Match(topic, bindings, captures))
            {
                case TemplateMatch.Yes:
                    Bind(rule.Topic, bindings, captures);
                    return rule.RoutesOf(captures);
                case TemplateMatch.ForeignBinding:
                    foreign = true;
                    break;
                default:
                    break;
            }
        }

        return null;
    }

    /// <summary>Whether the device may subscribe to the filter.</summary>
    public bool MaySubscribe(string filter, TopicBindings bindings, out bool foreign)
    {
        foreign = false;
        foreach (var template in Commands.Select(c => c.Topic).Concat(Subscribe))
        {
            var captures = new Dictionary<string, string>(StringComparer.Ordinal);
            switch (template.Covers(filter, bindings, captures))
            {
                case TemplateMatch.Yes:
                    Bind(template, bindings, captures);
                    return true;
                case TemplateMatch.ForeignBinding:
                    foreign = true;
                    break;
                default:
                    break;
            }
        }

        return false;
    }

    /// <summary>
    /// The class of a command: the strictest that the lines with its name say, for any of them may be the one that is sent. Lines for every name count
    /// where none has its own.
    /// </summary>
    public CommandClass ClassOf(string command)
    {
        var named = Commands.Where(c => c.Command == command).Select(c => c.Class).ToArray();
        return named.Length > 0 ? named.Max() : Commands.Where(c => c.IsFor(command)).Select(c => c.Class).DefaultIfEmpty(CommandClass.Moves).Max();
    }

    /// <summary>The rule for the command and the topic that it goes to, or null when this firmware has no such command or has not said its name yet.</summary>
    public (CommandRule Rule, string Topic)? TopicOf(CommandDelivery command, TopicBindings bindings)
    {
        foreach (var rule in Commands)
        {
            if (rule.IsFor(command.Name)
                && rule.Topic.Fill(name => name switch
                {
                    "name" => command.Name,
                    "id" => command.Id.ToString(),
                    _ => bindings.ValueOf(name),
                }) is { } topic)
            {
                return (rule, topic);
            }
        }

        return null;
    }

    private static void Bind(TopicTemplate template, TopicBindings bindings, Dictionary<string, string> captures)
    {
        foreach (var name in template.Bindings)
        {
            bindings.Bind(name, captures[name]);
        }
    }
}
