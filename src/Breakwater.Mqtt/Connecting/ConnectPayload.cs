using System.Buffers;
using Breakwater.Mqtt.Parsing;
using Breakwater.Mqtt.Wire;

namespace Breakwater.Mqtt.Connecting;

internal static class ConnectPayload
{
    // §3.1.3: client identifier, will, user name, password, in this order, and nothing behind them.
    public static ParseStatus Read(scoped ref FieldReader fields, ConnectFlags flags, ParserLimits limits, ref ConnectPacket connect)
    {
        if (!fields.TryReadText(out string clientId))
        {
            return ParseStatus.Malformed;
        }

        connect = connect with { ClientId = clientId };
        if (flags.Will)
        {
            ParseStatus status = WillParser.Read(ref fields, connect.Version, flags, limits, out WillMessage? will);
            if (status != ParseStatus.Ok)
            {
                return status;
            }

            connect = connect with { Will = will };
        }

        return ReadCredentials(ref fields, flags, ref connect) && fields.End ? ParseStatus.Ok : ParseStatus.Malformed;
    }

    // §3.1.3.5, §3.1.3.6
    private static bool ReadCredentials(scoped ref FieldReader fields, ConnectFlags flags, ref ConnectPacket connect)
    {
        if (flags.UserName)
        {
            if (!fields.TryReadText(out string userName))
            {
                return false;
            }

            connect = connect with { UserName = userName };
        }

        if (flags.Password)
        {
            if (!fields.TryReadBinary(out ReadOnlySequence<byte> password))
            {
                return false;
            }

            connect = connect with { Password = password.ToArray() };
        }

        return true;
    }
}
