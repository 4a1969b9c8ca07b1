namespace Breakwater.Server.Gateway.Topics;

/// <summary>The values that a profile's bindings have taken in one connection: a firmware's own name for its device, kept once it is said.</summary>
internal sealed class TopicBindings
{
    private Dictionary<string, string>? values;

    public bool Allows(string name, string value) => values is null || !values.TryGetValue(name, out var bound) || bound == value;

    public void Bind(string name, string value) => (values ??= []).TryAdd(name, value);

    public string? ValueOf(string name) => values?.GetValueOrDefault(name);
}
