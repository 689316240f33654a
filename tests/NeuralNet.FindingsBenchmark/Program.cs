using System.Globalization;
using NeuralNet;
using NeuralNet.FindingsBenchmark;

// Runs that are right and runs with a mistake, and what is said of them. Every run draws its samples from the law that
// stands beside it, so what is true is known.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
bool isVerbose = args.Contains("-v");

int healthy = 0, alarms = 0, seed = 0;
var families = new SortedDictionary<string, (int Good, int Alarms)>();
foreach (HealthyRuns.Case run in HealthyRuns.All)
{
    (bool isGood, Finding? alarm) = Trial.Of(run, ++seed);
    if (!isGood)
        continue;
    (int Good, int Alarms) counts = families.GetValueOrDefault(run.Law.Family);
    families[run.Law.Family] = (counts.Good + 1, counts.Alarms + (alarm is null ? 0 : 1));
    healthy++;
    alarms += alarm is null ? 0 : 1;
    if (alarm is not null)
        Console.WriteLine($"  false alarm {alarm.Code}: {run.Name}, {run.Law.Text}");
}

int broken = 0;
var verdicts = new Dictionary<string, int>();
foreach ((Mistake mistake, Law law) in Mistakes.All.SelectMany(mistake => mistake.Laws.Select(law => (mistake, law))))
{
    (bool isBroken, string verdict, string text) = Trial.Of(mistake, law, ++seed);
    if (!isBroken)
        continue;
    broken++;
    verdicts[verdict] = verdicts.GetValueOrDefault(verdict) + 1;
    if (isVerbose || verdict != "first")
        Console.WriteLine("  " + text);
}

Console.WriteLine("| runs | number | share |");
Console.WriteLine("| --- | --- | --- |");
Console.WriteLine($"| right, false alarms | {alarms} of {healthy} | {100.0 * alarms / healthy:0.0} % |");
foreach ((string family, (int good, int count)) in families)
    Console.WriteLine($"| right, {family}: false alarms | {count} of {good} | {100.0 * count / good:0.0} % |");
(string Verdict, string Text)[] rows =
[
    ("first", "the cause first"), ("listed", "the cause listed"), ("symptom", "what follows from it only"),
    ("wrong", "a wrong cause first"), ("nothing", "nothing"),
];
foreach ((string verdict, string text) in rows)
    Console.WriteLine($"| with a mistake: {text} | {Count(verdict)} of {broken} | {100.0 * Count(verdict) / broken:0.0} % |");

// The bars: one false alarm in a hundred, the cause first in 85, a wrong one in 3 and nothing in 8.
bool isMet = healthy >= 150 && alarms <= 0.01 * healthy
    && broken >= 150 && Count("first") >= 0.85 * broken && Count("wrong") <= 0.03 * broken && Count("nothing") <= 0.08 * broken;
Console.WriteLine(isMet ? "all bars are met" : "a bar is missed");
return isMet ? 0 : 1;

int Count(string verdict) => verdicts.GetValueOrDefault(verdict);
