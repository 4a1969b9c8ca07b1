namespace Breakwater.Server.Rooms;

/// <summary>A part of the configuration: a record that a room owns, and the keys that set it.</summary>
/// <param name="name">What its keys begin with; a section of one key may be named as the key is.</param>
internal abstract class Section(string name)
{
    private readonly List<Setting> settings = [];

    public string Name { get; } = name;

    public IReadOnlyList<Setting> Settings => settings;

    /// <summary>The record, as it is set.</summary>
    public abstract object Of(SectionValues values);

    /// <summary>Makes the record a service.</summary>
    public abstract void AddTo(IServiceCollection services, SectionValues values);

    /// <summary>Values that contradict the section, whoever set them.</summary>
    public abstract IEnumerable<string> Faults(SectionValues values);

    protected void Keep(Setting setting) => settings.Add(setting);

    protected string KeyOf(string key) => key.Length == 0 ? Name : $"{Name}.{key}";
}
