using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using Breakwater.Server.Gateway.Topics;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Gateway;

public sealed class DocumentDecoderTests : IDisposable
{
    private const int Largest = 1024 * 1024;

    private static readonly ReadOnlySequence<byte> One = new([1]);

    private readonly SemaphoreSlim own = new(1);
    private readonly DocumentDecoder decoder = new();

    public void Dispose() => own.Dispose();

    [Fact]
    public async Task Device_HasOneDocumentInMemory_HoweverManyOfItsConnectionsSendOne()
    {
        var end = new TaskCompletionSource();
        var (now, most) = (0, 0);
        var all = Enumerable.Range(0, 5).Select(_ => decoder.DecodeAsync(
            One,
            DocumentEncoding.Identity,
            Largest,
            own,
            async _ =>
            {
                most = Math.Max(most, ++now);
                await end.Task;
                now--;
                return true;
            },
            TestContext.Current.CancellationToken)).ToArray();
        Assert.Equal(1, now);
        end.SetResult();
        await Wait.ForAsync(Task.WhenAll(all), "all documents");
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task DictionaryThatIsNotThere_IsNoDocument() =>
        Assert.Null(await DecodeAsync([0x78, 0xBB, 1, 2, 3, 4, 5, 6, 7, 8], DocumentEncoding.Deflate));

    [Theory]
    [InlineData(nameof(DocumentEncoding.Identity))]
    [InlineData(nameof(DocumentEncoding.Gzip))]
    [InlineData(nameof(DocumentEncoding.Deflate))]
    public async Task Document_IsUnwrapped_UpToTheLimit(string name)
    {
        var encoding = Enum.Parse<DocumentEncoding>(name);
        foreach (var length in (int[])[0, 1, 16 * 1024, Largest - 1, Largest])
        {
            var document = RandomNumberGenerator.GetBytes(length);
            Assert.Equal(document, await DecodeAsync(Wrap(document, encoding), encoding));
        }

        Assert.Null(await DecodeAsync(Wrap(new byte[Largest + 1], encoding), encoding));
        Assert.Null(await DecodeAsync(Wrap(new byte[100 * Largest], encoding), encoding));
    }

    [Theory]
    [InlineData(nameof(DocumentEncoding.Gzip))]
    [InlineData(nameof(DocumentEncoding.Deflate))]
    public async Task WhatIsNotOne_IsNoDocument(string name)
    {
        var encoding = Enum.Parse<DocumentEncoding>(name);
        Assert.Null(await DecodeAsync("no document"u8.ToArray(), encoding));
        var wrapped = Wrap(RandomNumberGenerator.GetBytes(10_000), encoding);
        wrapped[0] ^= 0x40;
        Assert.Null(await DecodeAsync(wrapped, encoding));
    }

    [Fact]
    public async Task Documents_AreInMemory_AFewAtOnce()
    {
        var (now, most, decoded) = (0, 0, 0);
        var end = new TaskCompletionSource();
        var all = Enumerable.Range(0, 5 * DocumentDecoder.AtOnce).Select(_ => decoder.DecodeAsync(One, DocumentEncoding.Identity, Largest, new SemaphoreSlim(1), async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await end.Task;
            Interlocked.Decrement(ref now);
            Interlocked.Increment(ref decoded);
            return true;
        }, TestContext.Current.CancellationToken)).ToArray();
        Assert.Equal(DocumentDecoder.AtOnce, now);
        end.SetResult();
        await Wait.ForAsync(Task.WhenAll(all), "all documents");
        Assert.Equal((DocumentDecoder.AtOnce, 5 * DocumentDecoder.AtOnce), (most, decoded));
    }

    [Fact]
    public async Task WaitForAPlace_EndsWithTheDevice()
    {
        var end = new TaskCompletionSource<bool>();
        var all = Enumerable.Range(0, DocumentDecoder.AtOnce).Select(_ => decoder.DecodeAsync(
            One, DocumentEncoding.Identity, Largest, new SemaphoreSlim(1), _ => end.Task, TestContext.Current.CancellationToken)).ToArray();
        using var closed = new CancellationTokenSource();
        var waiting = decoder.DecodeAsync(One, DocumentEncoding.Identity, Largest, own, _ => Task.FromResult(true), closed.Token);
        Assert.False(waiting.IsCompleted);
        await closed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        end.SetResult(true);
        await Wait.ForAsync(Task.WhenAll(all), "all documents");
    }

    [Fact]
    public async Task FailureToKeepOne_GivesItsPlaceBack()
    {
        for (var i = 0; i < 2 * DocumentDecoder.AtOnce; i++)
        {
            await Assert.ThrowsAsync<IOException>(() => decoder.DecodeAsync<bool>(
                One, DocumentEncoding.Identity, Largest, own, _ => throw new IOException("full"), TestContext.Current.CancellationToken));
        }

        Assert.Equal([1], await DecodeAsync([1], DocumentEncoding.Identity));
    }

    private static byte[] Wrap(byte[] document, DocumentEncoding encoding)
    {
        if (encoding == DocumentEncoding.Identity)
        {
            return document;
        }

        var wrapped = new MemoryStream();
        using (Stream stream = encoding == DocumentEncoding.Gzip ? new GZipStream(wrapped, CompressionLevel.Fastest) : new ZLibStream(wrapped, CompressionLevel.Fastest))
        {
            stream.Write(document);
        }

        return wrapped.ToArray();
    }

    private async Task<byte[]?> DecodeAsync(byte[] payload, DocumentEncoding encoding)
    {
        byte[]? kept = null;
        var isKept = await decoder.DecodeAsync(
            new ReadOnlySequence<byte>(payload),
            encoding,
            Largest,
            own,
            document =>
            {
                kept = document;
                return Task.FromResult(true);
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(isKept is true, kept is not null);
        return kept;
    }
}
