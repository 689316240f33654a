using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Serving;

/// <summary>
/// What is wrong with a request: the field, its value, and what was expected. The first twenty are enough to mend it.
/// </summary>
internal sealed class FlowerErrors
{
    private const int MostErrors = 20;

    private readonly Dictionary<string, string[]> _errors = [];

    public bool Any => _errors.Count > 0;

    public void Add(string name, float? value, string expected)
    {
        if (_errors.Count < MostErrors)
            _errors[name] = [$"'{name}' is {value?.ToString(CultureInfo.InvariantCulture) ?? "missing"}, but {expected} was expected."];
    }

    public ValidationProblem ToProblem() => TypedResults.ValidationProblem(_errors, detail: string.Join(' ', _errors.Values.Select(messages => messages[0])));
}
