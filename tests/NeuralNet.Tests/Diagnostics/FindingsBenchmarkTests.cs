using NeuralNet.FindingsBenchmark;

namespace NeuralNet.Tests;

/// <summary>
/// A fourth of the findings benchmark, with every law and every mistake; the whole of it is a program of its own.
/// </summary>
public class FindingsBenchmarkTests
{
    [Fact]
    public void Runs_that_turn_out_well_are_not_warned()
    {
        // Each law with two of the eight settings, other ones for each.
        HealthyRuns.Case[] all = [.. HealthyRuns.All];
        int settings = all.Length / Laws.All.Length;
        var runs = new List<(HealthyRuns.Case Run, bool IsGood, Finding? Alarm)>();
        for (int law = 0; law < Laws.All.Length; law++)
        {
            foreach (int setting in new[] { law % settings, (law + settings / 2) % settings })
            {
                int place = law * settings + setting;
                (bool isGood, Finding? alarm) = Trial.Of(all[place], seed: place + 1);
                runs.Add((all[place], isGood, alarm));
            }
        }

        runs.RemoveAll(one => !one.IsGood);
        runs.Select(one => one.Run.Law.Family).Distinct().Should().BeEquivalentTo(Laws.All.Select(law => law.Family).Distinct());
        runs.Where(one => one.Alarm is not null).Select(one => $"{one.Alarm!.Code}: {one.Run.Family}, {one.Run.Name}").Should().BeEmpty();
    }

    [Fact]
    public void Every_mistake_is_named_first_wherever_it_can_be_known()
    {
        // The bars of the whole benchmark, on the first law of each mistake.
        int healthy = HealthyRuns.All.Count(), before = 0;
        var runs = new List<(bool IsBroken, string Verdict, string Text)>();
        foreach (FindingsBenchmark.Mistake mistake in Mistakes.All)
        {
            runs.Add(Trial.Of(mistake, mistake.Laws[0], healthy + before + 1));
            before += mistake.Laws.Length;
        }

        runs.RemoveAll(run => !run.IsBroken);
        string missed = string.Join('\n', runs.Where(run => run.Verdict != "first").Select(run => run.Text));
        runs.Should().HaveCountGreaterThan(40);
        Share("first").Should().BeGreaterThanOrEqualTo(0.85, missed);
        Share("wrong").Should().BeLessThanOrEqualTo(0.03, missed);
        Share("nothing").Should().BeLessThanOrEqualTo(0.08, missed);

        double Share(string verdict) => runs.Count(run => run.Verdict == verdict) / (double)runs.Count;
    }
}
