using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Breakwater.Contracts.Ids;

/// <summary>The identity of a principal: its kind and a name unique within it, written <c>kind:name</c>, as in <c>owner:1f0c…</c>.</summary>
[JsonConverter(typeof(PrincipalIdJsonConverter))]
public readonly record struct PrincipalId : IParsable<PrincipalId>
{
    private readonly string? text;

    private PrincipalId(PrincipalKind kind, string text)
    {
        Kind = kind;
        this.text = text;
    }

    public PrincipalKind Kind { get; }

    /// <summary>The operator who reaches the admin socket: whoever the host's file permissions let in.</summary>
    public static PrincipalId LocalOperator { get; } = new(PrincipalKind.Operator, "operator:local");

    public static PrincipalId Of(DeviceId device) => new(PrincipalKind.Device, $"device:{device}");

    /// <summary>Makes a new id of the kind with 128 random bits.</summary>
    public static PrincipalId Create(PrincipalKind kind) =>
        new(kind, $"{Prefix(kind)}:{RandomNumberGenerator.GetHexString(32, lowercase: true)}");

    public static PrincipalId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("A principal id is written kind:name, as in owner:1f0c….");

    public static bool TryParse([NotNullWhen(true)] string? s, out PrincipalId result) => TryParse(s, null, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PrincipalId result)
    {
        result = default;
        if (s is null || s.Length > 80 || s.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon) || colon == s.Length - 1)
        {
            return false;
        }

        var kind = s.AsSpan(0, colon) switch
        {
            "device" => PrincipalKind.Device,
            "owner" => PrincipalKind.Owner,
            "operator" => PrincipalKind.Operator,
            "service" => PrincipalKind.Service,
            "researcher" => PrincipalKind.Researcher,
            _ => PrincipalKind.None,
        };
        foreach (var c in s.AsSpan(colon + 1))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }
        }

        if (kind == PrincipalKind.None)
        {
            return false;
        }

        result = new PrincipalId(kind, s);
        return true;
    }

    /// <exception cref="InvalidOperationException">The id is <c>default</c>, which names nobody.</exception>
    public override string ToString() => text ?? throw new InvalidOperationException("default(PrincipalId) names nobody.");

    private static string Prefix(PrincipalKind kind) => kind switch
    {
        PrincipalKind.Owner => "owner",
        PrincipalKind.Service => "service",
        PrincipalKind.Operator => "operator",
        PrincipalKind.Researcher => "researcher",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Ids are made for owners, services, operators and researchers."),
    };
}
