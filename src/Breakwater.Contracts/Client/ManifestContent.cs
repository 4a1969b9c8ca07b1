using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Breakwater.Contracts.Admin;

namespace Breakwater.Contracts.Client;

/// <summary>Streams manifest rows as newline-delimited JSON, so that a large import needs no large buffer.</summary>
internal sealed class ManifestContent : HttpContent
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly IEnumerable<ManifestRow> rows;

    public ManifestContent(IEnumerable<ManifestRow> rows)
    {
        this.rows = rows;
        Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var buffered = new BufferedStream(stream, 64 * 1024);
        foreach (var row in rows)
        {
            JsonSerializer.Serialize(buffered, row, ContractsJson.Default.ManifestRow);
            await buffered.WriteAsync(NewLine);
        }

        await buffered.FlushAsync();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
