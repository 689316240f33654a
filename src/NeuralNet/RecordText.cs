using System.Globalization;
using System.Text;

namespace NeuralNet;

/// <summary>What a record prints by itself, with numbers as in C# wherever the program runs.</summary>
internal static class RecordText
{
    public static string Of(string name, Func<StringBuilder, bool> printMembers)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            var text = new StringBuilder(name).Append(" { ");
            return printMembers(text) ? text.Append(" }").ToString() : text.Append('}').ToString();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
