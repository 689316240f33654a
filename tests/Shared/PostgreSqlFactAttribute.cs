namespace NeuralNet.Tests.Shared;

/// <summary>A test that needs PostgreSQL; skipped with a word where it is not installed.</summary>
internal sealed class PostgreSqlFactAttribute : FactAttribute
{
    public PostgreSqlFactAttribute()
    {
        if (PostgreSqlServer.Programs is null)
            Skip = "PostgreSQL is not installed: apt-get install postgresql";
    }
}
