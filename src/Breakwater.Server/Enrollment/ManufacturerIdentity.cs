using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Server.Certificates;
using Breakwater.Server.Devices.Rules;

namespace Breakwater.Server.Enrollment;

/// <summary>Reads an initial device identity: its subject's <c>serialNumber</c> attribute names the device (IEEE 802.1AR-2018 §8.6).</summary>
internal static class ManufacturerIdentity
{
    /// <summary>The one serial number, or null: with two of them, or one in a multi-valued name part, it is not clear which device it means.</summary>
    public static string? FindSerial(X509Certificate2 identity)
    {
        try
        {
            string? serial = null;
            foreach (var part in identity.SubjectName.EnumerateRelativeDistinguishedNames())
            {
                if (part.HasMultipleElements)
                {
                    return null;
                }

                if (part.GetSingleElementType().Value == AlgorithmIds.SubjectSerialNumber)
                {
                    if (serial is not null)
                    {
                        return null;
                    }

                    serial = part.GetSingleElementValue();
                }
            }

            return DeviceSerial.IsValid(serial) ? serial : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
