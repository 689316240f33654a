using System.Numerics;

namespace NeuralNet;

/// <summary>The findings of one Fit: one for each code and layer, a graver one in place of a milder.</summary>
internal sealed class FindingList
{
    private readonly List<Finding> _all = [];
    private List<Finding> _new = [];

    /// <summary>All findings, gravest first and causes before effects.</summary>
    public IReadOnlyList<Finding> Ordered => _all.Count == 0 ? [] : InOrder();

    public void Add(Finding? finding)
    {
        if (finding is not null)
            Enter(finding);
    }

    private Finding[] InOrder() => [.. _all.OrderByDescending(finding => finding.Severity).ThenBy(finding => finding.Code).ThenBy(finding => finding.Layer)];

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

    /// <summary>Whether there is one of this code or of another that matters as much as a warning.</summary>
    public bool Has(params ReadOnlySpan<FindingCode> codes)
    {
        foreach (Finding finding in _all)
        {
            if (finding.Severity > Severity.Information && codes.Contains(finding.Code))
                return true;
        }

        return false;
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
