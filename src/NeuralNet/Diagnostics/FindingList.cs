using System.Numerics;

namespace NeuralNet;

/// <summary>The findings of one Fit: one for each code and layer, a graver one in place of a milder.</summary>
internal sealed class FindingList
{
    private readonly List<Finding> _all = [];
    private List<Finding> _new = [];

    /// <summary>All findings, causes before effects, effects folded into their cause.</summary>
    public IReadOnlyList<Finding> Ordered => _all.Count == 0 ? [] : Judge.InOrder(_all);

    public void Add(Finding? finding)
    {
        if (finding is not null)
            Enter(finding);
    }

    private void Enter(Finding finding)
    {
        int known = _all.FindIndex(other => other.Code == finding.Code && other.Layer == finding.Layer);
        if (known >= 0 && _all[known].Severity >= finding.Severity)
            return;
        if (known >= 0)
            _all.RemoveAt(known);
        _all.Add(finding);
        _new.Add(finding);
    }

    /// <summary>Whether there is one of these codes that matters as much as a warning.</summary>
    public bool Has(params ReadOnlySpan<FindingCode> codes)
    {
        foreach (FindingCode code in codes)
        {
            if (Find(code) is not null)
                return true;
        }

        return false;
    }

    /// <summary>A warning or error of this code; null if there is none.</summary>
    public Finding? Find(FindingCode code) => _all.Find(finding => finding.Code == code && finding.Severity > Severity.Information);

    /// <summary>Looks again at what was said in mid-run, now that the run is over.</summary>
    public void Review(Evidence evidence)
    {
        for (int i = _all.Count - 1; i >= 0; i--)
        {
            if (Judge.Causes[(int)_all[i].Code].Review(evidence, _all[i]) is { } reviewed)
                _all[i] = reviewed;
            else
                _all.RemoveAt(i);
        }
    }

    /// <summary>Where a trial accuses one setting, what others acquit is taken back.</summary>
    public void Acquit(TrialFacts[] trials)
    {
        if (Array.Exists(trials, trial => trial.Accuses && Has(trial.Code)))
            _all.RemoveAll(finding => finding.Code is FindingCode.PenaltyTooStrong or FindingCode.DropoutTooStrong or FindingCode.ClippingTooTight
                && Array.Exists(trials, trial => trial.Code == finding.Code && !trial.Accuses));
    }

    /// <summary>Writes the findings to a checkpoint or takes them from it.</summary>
    public void Transfer<T>(RunState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (state.IsReading)
        {
            _all.Clear();
            _all.AddRange(state.Findings);
            _new = [.. state.NewFindings];
        }
        else
        {
            state.Findings.AddRange(_all);
            state.NewFindings.AddRange(_new);
        }
    }

    /// <summary>What was added since the last call.</summary>
    public IReadOnlyList<Finding> TakeNew()
    {
        if (_new.Count == 0)
            return [];
        List<Finding> result = _new;
        _new = [];
        return result;
    }
}
