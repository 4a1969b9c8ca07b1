using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Principals;
using Breakwater.Server.People;
using Breakwater.Server.Tests.Certificates;
using Breakwater.Server.Tokens;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Tokens;

public sealed class KnownTokensTests
{
    /// <summary>Of both generations, as docs/design/gate.md says.</summary>
    private const long Bytes = 16 * 1024 * 1024;

    private static readonly DateTimeOffset Later = DateTimeOffset.UnixEpoch.AddYears(100);

    private readonly GroundTable table = new(0);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Find_AfterAnEnding_OnlyWhatDoesNotRestOnIt(bool isPrincipal, bool isFinal)
    {
        var known = new KnownTokens(table);
        var (mine, other) = (Owner("token:mine"), Owner("token:other"));
        known.Keep(TokenHash.Of("mine"), mine, table.Applied);
        known.Keep(TokenHash.Of("other"), other, table.Applied);
        table.Apply([new Ending(isPrincipal ? Ground.Of(mine.Id) : Ground.OfCredential(mine.Credential), isFinal)], 1);

        Assert.Null(known.Find(TokenHash.Of("mine")));
        Assert.Same(other, known.Find(TokenHash.Of("other")));
    }

    /// <summary>The look-up saw the row before the ending, and is kept after it.</summary>
    [Fact]
    public void Keep_OfALookUpThatAnEndingOvertook_IsNotFound()
    {
        var known = new KnownTokens(table);
        var (mine, asOf) = (Owner("token:mine"), table.Applied);
        table.Apply([new Ending(Ground.OfCredential(mine.Credential), IsFinal: true)], 1);
        known.Keep(TokenHash.Of("mine"), mine, asOf);

        Assert.Null(known.Find(TokenHash.Of("mine")));
        known.Keep(TokenHash.Of("mine"), mine, table.Applied);
        Assert.Same(mine, known.Find(TokenHash.Of("mine")));
    }

    [Fact]
    public void Find_AmongMoreThanAreKept_OnlyWhatIsUsed()
    {
        var known = new KnownTokens(table);
        var used = Owner("token:used");
        known.Keep(TokenHash.Of("used"), used, 0);
        for (var i = 0; i < 4 * KnownTokens.Most; i++)
        {
            known.Keep(TokenHash.Of($"token {i}"), Owner($"token:{i}"), 0);
            if (i % 100 == 0)
            {
                Assert.Same(used, known.Find(TokenHash.Of("used")));
            }
        }

        Assert.Null(known.Find(TokenHash.Of("token 0")));
        Assert.NotNull(known.Find(TokenHash.Of($"token {(4 * KnownTokens.Most) - 1}")));
    }

    /// <summary>What this thread allocated for one generation, garbage and all, is more than is kept of it.</summary>
    [Fact]
    public void Keep_AGeneration_WithinItsBytes()
    {
        var known = new KnownTokens(table);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < KnownTokens.Most; i++)
        {
            known.Keep(TokenHash.Of($"token {i}"), Owner($"token:{i:d16}"), 0);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, Bytes / 2);
    }

    /// <summary>A token that is used all the time, against the store: what is known of it never outlives it.</summary>
    [Fact]
    public async Task Authenticate_WhatIsKnown_EndsWithTheToken()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var store = await FleetStore.OpenAsync(time);
        var tokens = new TokenAuthenticator(store.Database, store.Gate.Table, time);
        var owner = PrincipalId.Create(PrincipalKind.Owner);
        await store.Database.WriteAsync(db =>
        {
            db.Add(new PersonRecord { Id = owner, Kind = PrincipalKind.Owner, Name = "o", CreatedAt = time.GetUtcNow() });
            db.AddRange(TokenOf(owner, "first", time), TokenOf(owner, "second", time));
            db.SaveChanges();
        });
        Assert.Equal(["token:first", "token:second"], await WhoAsync());

        await store.Revocations.EndAsync((scope, db) =>
        {
            db.Set<TokenRecord>().Find("first")!.Revoke(scope, time.GetUtcNow());
            return db.SaveChanges();
        });
        Assert.Equal([null, "token:second"], await WhoAsync());

        await store.Revocations.EndAsync((scope, db) =>
        {
            db.Set<PersonRecord>().Find(owner)!.Disable(scope, time.GetUtcNow());
            return db.SaveChanges();
        });
        Assert.Equal([null, null], await WhoAsync());

        await store.Revocations.EndAsync((scope, db) =>
        {
            db.Set<PersonRecord>().Find(owner)!.Enable(scope);
            return db.SaveChanges();
        });
        Assert.Equal([null, "token:second"], await WhoAsync());

        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([null, null], await WhoAsync());

        async Task<string?[]> WhoAsync() => [(await tokens.AuthenticateAsync("first"))?.Credential, (await tokens.AuthenticateAsync("second"))?.Credential];
    }

    private static TokenRecord TokenOf(PrincipalId owner, string token, TimeProvider time) => new()
    {
        Id = token,
        Sha256 = TokenHash.Of(token).ToString(),
        Principal = owner,
        Name = token,
        Scopes = ActionSet.Of(DeviceAction.ReadTwin),
        CreatedAt = time.GetUtcNow(),
        ExpiresAt = time.GetUtcNow().AddHours(1),
    };

    private static Principal Owner(string credential) =>
        Principal.Credentials.OfToken(PrincipalId.Create(PrincipalKind.Owner), credential, ActionSet.Of(DeviceAction.ReadTwin), Later);
}
