namespace NeuralNet.Tabular.Sources.Tests;

/// <summary>A test that needs PostgreSQL.</summary>
internal sealed class PostgreSqlFactAttribute : FactAttribute
{
    public PostgreSqlFactAttribute()
    {
        if (PostgreSqlServer.Programs is null)
            Skip = "PostgreSQL is not installed: apt-get install postgresql";
    }
}
