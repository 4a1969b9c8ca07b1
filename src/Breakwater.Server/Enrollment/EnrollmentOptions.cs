namespace Breakwater.Server.Enrollment;

/// <summary>Limits of enrolment and of the factory manifest.</summary>
public sealed record EnrollmentOptions
{
    /// <summary>PEM files with the roots and intermediates of manufacturers whose devices carry an initial identity (IDevID, IEEE 802.1AR). Empty: claims only.</summary>
    public IReadOnlyList<string> ManufacturerTrustAnchors { get; init; } = [];

    /// <summary>
    /// Bytes of an EST request body. Source: 16 KiB is one full TLS record (RFC 8446 §5.1), the most that embedded clients buffer; a request for
    /// RSA 4096 takes 2 KiB.
    /// </summary>
    public int LargestRequest { get; init; } = 16 * 1024;

    /// <summary>Rows of one manifest. Source: the largest fleet that the product is made for.</summary>
    public int MaximumImportRows { get; init; } = 1_000_000;

    /// <summary>Bad rows that an import names one by one; of the rest it says how many. Source: more than a person reads before mending the export.</summary>
    public int MaximumReportedErrors { get; init; } = 1_000;

    /// <summary>Every value that is not allowed, with what is.</summary>
    public IEnumerable<string> Validate()
    {
        if (LargestRequest is < 4096 or > 1024 * 1024)
        {
            yield return $"{nameof(LargestRequest)} is {LargestRequest}; allowed is 4,096 to 1,048,576 bytes.";
        }

        if (MaximumImportRows is < 1 or > 1_000_000)
        {
            yield return $"{nameof(MaximumImportRows)} is {MaximumImportRows}; allowed is 1 to 1,000,000.";
        }

        if (MaximumReportedErrors is < 1 or > 100_000)
        {
            yield return $"{nameof(MaximumReportedErrors)} is {MaximumReportedErrors}; allowed is 1 to 100,000.";
        }
    }
}
