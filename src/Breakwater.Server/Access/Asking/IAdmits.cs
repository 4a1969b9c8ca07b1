namespace Breakwater.Server.Access.Asking;

/// <summary>Whoever is asked whether a principal may do something: its own grain, a device's for a device.</summary>
internal interface IAdmits : IGrainWithStringKey
{
    /// <summary>May it do this? Ban, limits, grant, group and budget are one question and one call.</summary>
    ValueTask<Verdict> AskAsync(Ask ask);
}
