using CsvHelper;

namespace NeuralNet.Benchmarks;

/// <summary>A line of 30 numbers as CsvHelper's typed records.</summary>
[CsvRecord]
internal sealed partial record SingleLine(
    float C0, float C1, float C2, float C3, float C4, float C5, float C6, float C7, float C8, float C9,
    float C10, float C11, float C12, float C13, float C14, float C15, float C16, float C17, float C18, float C19,
    float C20, float C21, float C22, float C23, float C24, float C25, float C26, float C27, float C28, float C29);

/// <inheritdoc cref="SingleLine"/>
[CsvRecord]
internal sealed partial record DoubleLine(
    double C0, double C1, double C2, double C3, double C4, double C5, double C6, double C7, double C8, double C9,
    double C10, double C11, double C12, double C13, double C14, double C15, double C16, double C17, double C18, double C19,
    double C20, double C21, double C22, double C23, double C24, double C25, double C26, double C27, double C28, double C29);
