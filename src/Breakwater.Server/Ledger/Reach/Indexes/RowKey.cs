namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>What a row sums up, in the order in which rows are sorted. Roles and grants are numbers of the builder's.</summary>
internal readonly record struct RowKey(ulong Actor, ulong Credential, ulong Source, int Role, UInt128 Device, int Grant)
{
    public int CompareTo(in RowKey other, int[] roleRanks, int[] grantRanks)
    {
        var order = Actor.CompareTo(other.Actor);
        order = order != 0 ? order : Credential.CompareTo(other.Credential);
        order = order != 0 ? order : Source.CompareTo(other.Source);
        order = order != 0 ? order : roleRanks[Role].CompareTo(roleRanks[other.Role]);
        order = order != 0 ? order : Device.CompareTo(other.Device);
        return order != 0 ? order : grantRanks[Grant].CompareTo(grantRanks[other.Grant]);
    }
}
