namespace Breakwater.Server.Access.Gate;

/// <summary>What the gate said, as far as it is the same for all who ask.</summary>
internal interface IAdmission
{
    /// <summary>Something was granted, under the lease that it was decided with.</summary>
    bool HasPermit { get; }

    /// <summary>Something that it rests on ended or changed while it was decided: it says nothing, and is to be decided anew.</summary>
    bool HasMoved { get; }
}
