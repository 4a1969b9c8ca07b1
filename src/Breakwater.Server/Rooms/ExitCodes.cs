namespace Breakwater.Server.Rooms;

/// <summary>The exit codes of the executable; docs/reference/exit-codes.md lists them for people.</summary>
public static class ExitCodes
{
    public const int Success = 0;

    /// <summary>A defect, or something that has no code of its own.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The configuration is wrong; every mistake has been named.</summary>
    public const int Configuration = 3;

    /// <summary>Another process uses the data folder.</summary>
    public const int DataFolderInUse = 4;

    /// <summary>An address cannot be listened on.</summary>
    public const int AddressUnavailable = 5;

    /// <summary>The data folder was written by a newer version.</summary>
    public const int NewerSchema = 6;

    /// <summary>A file or folder has the wrong owner or mode.</summary>
    public const int Permission = 7;

    /// <summary>The store cannot be opened or written: the disk is full, or a file is damaged.</summary>
    public const int Storage = 8;

    /// <summary>A way in is not declared: a defect of this build, which therefore does not start.</summary>
    public const int UndeclaredWayIn = 9;

    /// <summary>No server answers at the admin socket.</summary>
    public const int NotRunning = 10;

    /// <summary>The server refused; the message says why.</summary>
    public const int Refused = 11;

    /// <summary>A drill reached what it must not.</summary>
    public const int DrillBreached = 12;

    /// <summary>A drill proved nothing: its control failed.</summary>
    public const int DrillVoid = 13;

    /// <summary>The ledger, a checkpoint or a receipt does not verify; the message names the first entry or tile that does not fit.</summary>
    public const int LedgerDamaged = 14;

    /// <summary>The ledger is whole, but nothing is signed: it contradicts an earlier checkpoint.</summary>
    public const int LedgerNotSigning = 15;

    /// <summary>Something has ended, and nothing begins under it any more; but not everything that was under way is known to be over.</summary>
    public const int Unconfirmed = 16;

    /// <summary>Stopped by Ctrl-C before it was done.</summary>
    public const int Cancelled = 130;
}
