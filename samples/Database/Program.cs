using Microsoft.Data.Sqlite;
using NeuralNet.Tabular;

// A database in memory stands for one of yours: any ADO.NET provider works alike.
using var connection = new SqliteConnection("Data Source=:memory:");
connection.Open();
Fill(connection);

using SqliteCommand query = connection.CreateCommand();
query.CommandText = "SELECT origin, cylinders, weight, horsepower, model_year, mpg FROM cars";
using SqliteDataReader reader = query.ExecuteReader();
Table cars = Table.From(reader);
Console.WriteLine(cars);

Console.WriteLine();
TabularModel model = TabularModel.Train(cars, target: "origin");
Console.WriteLine(model);

Console.WriteLine();
Estimate origin = model.Predict(new() { ["cylinders"] = 4, ["weight"] = 2100, ["horsepower"] = null, ["model_year"] = 78, ["mpg"] = 33 });
Console.WriteLine($"A light car of four cylinders: {origin}");

// The rows go in as they come from a CSV file; in a program of yours they are there already.
static void Fill(SqliteConnection connection)
{
    using Stream file = typeof(Program).Assembly.GetManifestResourceStream("cars.csv")!;
    Table table = Table.FromCsv(file);
    using SqliteTransaction transaction = connection.BeginTransaction();
    using SqliteCommand create = connection.CreateCommand();
    create.CommandText = "CREATE TABLE cars (origin TEXT, cylinders INTEGER, weight REAL, horsepower REAL, model_year INTEGER, mpg REAL)";
    create.ExecuteNonQuery();
    using SqliteCommand insert = connection.CreateCommand();
    insert.CommandText = "INSERT INTO cars VALUES ($origin, $cylinders, $weight, $horsepower, $model_year, $mpg)";
    string[] names = ["origin", "cylinders", "weight", "horsepower", "model_year", "mpg"];
    foreach (string name in names)
        insert.Parameters.Add(new SqliteParameter($"${name}", null));
    for (int row = 0; row < table.Count; row++)
    {
        foreach (string name in names)
            insert.Parameters[$"${name}"].Value = table[name][row] ?? DBNull.Value;
        insert.ExecuteNonQuery();
    }

    transaction.Commit();
}
