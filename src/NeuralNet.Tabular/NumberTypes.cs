using System.Globalization;
using System.Numerics;

namespace NeuralNet.Tabular;

/// <summary>Which types of values are numbers.</summary>
internal static class NumberTypes
{
    public static bool TryRead(object value, out double number)
    {
        double? read = value switch
        {
            bool or char or string or DateTime => null,
            IConvertible convertible => convertible.ToDouble(CultureInfo.InvariantCulture),
            Half half => (double)half,
            Int128 integer => (double)integer,
            UInt128 integer => (double)integer,
            BigInteger integer => (double)integer,
            nint integer => integer,
            nuint integer => integer,
            _ => null,
        };
        number = read ?? double.NaN;
        return read is not null;
    }
}
