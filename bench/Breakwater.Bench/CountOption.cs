using System.CommandLine;

namespace Breakwater.Bench;

/// <summary>A number whose default is smaller in a quick run.</summary>
internal sealed class CountOption
{
    private readonly int otherwise;
    private readonly int quick;

    public CountOption(string name, string description, int otherwise, int quick, int least)
    {
        this.otherwise = otherwise;
        this.quick = quick;
        Option = new Option<int?>(name) { Description = $"{description} Default {otherwise}, with --quick {quick}." };
        Option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < least)
            {
                result.AddError($"{name} is {least} or more.");
            }
        });
    }

    public Option<int?> Option { get; }

    public int Value(ParseResult parsed, bool isQuick) => parsed.GetValue(Option) ?? (isQuick ? quick : otherwise);
}
