namespace NeuralNet.Tabular;

/// <summary>Where a function of one valley is smallest, by the golden section.</summary>
internal static class Minimum
{
    private const double Precision = 1e-3;
    private static readonly double _ratio = (Math.Sqrt(5) - 1) / 2;

    public static double Of(double low, double high, Func<double, double> function)
    {
        double left = high - _ratio * (high - low), right = low + _ratio * (high - low);
        (double atLeft, double atRight) = (function(left), function(right));
        while (high - low > Precision)
        {
            if (atLeft <= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - _ratio * (high - low);
                atLeft = function(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + _ratio * (high - low);
                atRight = function(right);
            }
        }

        return (low + high) / 2;
    }
}
