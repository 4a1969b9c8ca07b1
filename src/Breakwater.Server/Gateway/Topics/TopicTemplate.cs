using Breakwater.Mqtt.Topics;

namespace Breakwater.Server.Gateway.Topics;

/// <summary>
/// A topic with variables, as profiles write it: <c>{name}</c> takes one level, <c>{*rest}</c> (at the end) one or more. A variable that the profile
/// declares as a binding takes the same value everywhere in a connection.
/// </summary>
internal sealed class TopicTemplate
{
    private readonly Level[] levels;

    private TopicTemplate(string text, Level[] levels)
    {
        Text = text;
        this.levels = levels;
    }

    private enum LevelKind
    {
        Literal,
        Capture,
        Binding,
        Rest,
    }

    public string Text { get; }

    public static TopicTemplate Parse(string text, IReadOnlySet<string> bindings)
    {
        var parts = text.Split('/');
        var levels = new Level[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            if (!part.StartsWith('{'))
            {
                levels[i] = new Level(LevelKind.Literal, part);
                continue;
            }

            if (!part.EndsWith('}') || part.Length < 3 || (part[1] == '*' && (i != parts.Length - 1 || part.Length < 4)))
            {
                throw new FormatException($"'{text}': a variable is a whole level, as in {{name}}, or the last one, as in {{*rest}}.");
            }

            levels[i] = part[1] == '*' ? new Level(LevelKind.Rest, part[2..^1])
                : bindings.Contains(part[1..^1]) ? new Level(LevelKind.Binding, part[1..^1])
                : new Level(LevelKind.Capture, part[1..^1]);
        }

        return new TopicTemplate(text, levels);
    }

    /// <summary>Matches a topic name; captures get the variables. Bindings that are new are proposed, not yet bound.</summary>
    public TemplateMatch Match(string topic, TopicBindings bindings, Dictionary<string, string> captures)
    {
        var parts = topic.Split('/');
        if (levels[^1].Kind == LevelKind.Rest ? parts.Length < levels.Length : parts.Length != levels.Length)
        {
            return TemplateMatch.No;
        }

        for (var i = 0; i < levels.Length; i++)
        {
            var (kind, name) = levels[i];
            if (kind == LevelKind.Rest)
            {
                captures[name] = string.Join('/', parts[i..]);
                return TemplateMatch.Yes;
            }

            if (kind == LevelKind.Literal ? parts[i] != name : parts[i].Length == 0)
            {
                return TemplateMatch.No;
            }

            if (kind == LevelKind.Binding && !bindings.Allows(name, parts[i]))
            {
                return TemplateMatch.ForeignBinding;
            }

            captures[name] = parts[i];
        }

        return TemplateMatch.Yes;
    }

    /// <summary>Whether every topic that the filter matches is one of this template's; a binding must stand in the filter as a plain level.</summary>
    public TemplateMatch Covers(string filter, TopicBindings bindings, Dictionary<string, string> captures)
    {
        var parts = filter.Split('/');
        var pattern = new string[levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            var (kind, name) = levels[i];
            pattern[i] = kind switch
            {
                LevelKind.Literal => name,
                LevelKind.Rest => "#",
                _ => "+",
            };
            if (kind != LevelKind.Binding)
            {
                continue;
            }

            if (i >= parts.Length || parts[i] is "" or "+" or "#")
            {
                return TemplateMatch.No;
            }

            pattern[i] = captures[name] = parts[i];
        }

        if (!TopicFilter.Covers(string.Join('/', pattern), filter))
        {
            return TemplateMatch.No;
        }

        foreach (var (kind, name) in levels)
        {
            if (kind == LevelKind.Binding && !bindings.Allows(name, captures[name]))
            {
                return TemplateMatch.ForeignBinding;
            }
        }

        return TemplateMatch.Yes;
    }

    /// <summary>The topic with its variables filled in, or null when one of them has no value (yet).</summary>
    public string? Fill(Func<string, string?> valueOf)
    {
        var filled = new string[levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            var value = levels[i].Kind == LevelKind.Literal ? levels[i].Name : valueOf(levels[i].Name);
            if (value is null)
            {
                return null;
            }

            filled[i] = value;
        }

        return string.Join('/', filled);
    }

    /// <summary>The names of the binding variables in it.</summary>
    public IEnumerable<string> Bindings => levels.Where(l => l.Kind == LevelKind.Binding).Select(l => l.Name);

    private readonly record struct Level(LevelKind Kind, string Name);
}
