using System.Security.Cryptography;

namespace Breakwater.Bench.Enrollment;

/// <summary>
/// What an enrolment costs a server that does nothing but its cryptography: one TLS 1.3 handshake, the check of the request's signature, the signature
/// under the certificate.
/// </summary>
internal sealed record EnrollmentFloor(TimeSpan ServerHandshake, TimeSpan ClientHandshake, TimeSpan Verify, TimeSpan Sign)
{
    public TimeSpan Total => ServerHandshake + Verify + Sign;

    public static EnrollmentFloor Measure(int repetitions)
    {
        var (server, client) = HandshakePair.Measure(repetitions);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var message = RandomNumberGenerator.GetBytes(512);
        var signature = key.SignData(message, HashAlgorithmName.SHA256);
        return new EnrollmentFloor(
            server,
            client,
            Each(repetitions, () => key.VerifyData(message, signature, HashAlgorithmName.SHA256)),
            Each(repetitions, () => key.SignData(message, HashAlgorithmName.SHA256)));
    }

    private static TimeSpan Each(int repetitions, Action operation)
    {
        for (var i = 0; i < repetitions / 10; i++)
        {
            operation();
        }

        var before = ThreadCpu.Now();
        for (var i = 0; i < repetitions; i++)
        {
            operation();
        }

        return (ThreadCpu.Now() - before) / repetitions;
    }
}
