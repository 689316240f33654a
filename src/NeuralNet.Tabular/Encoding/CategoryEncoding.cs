namespace NeuralNet.Tabular;

/// <summary>
/// A category as one of some places: 0 for rare and unseen ones, 1 for gaps, then a place for each level that enough
/// training rows have. Few places are inputs that are 1 or 0; of many the number goes to an embedding.
/// </summary>
/// <param name="places">The place of each level of the column.</param>
/// <param name="count">How many places there are.</param>
/// <param name="isEmbedded">Whether the one input is the number of the place.</param>
/// <param name="untrained">
/// 1 if no training row is rare, plus 2 if none has a gap: such a place is no input, for its weight would be random.
/// </param>
internal sealed class CategoryEncoding(int[] places, int count, bool isEmbedded, int untrained) : ColumnEncoding
{
    public const int Kind = 1;
    public const int MostOneHot = 8;

    public const int Rare = 0;
    public const int Gap = 1;
    private const int First = 2;

    public override int Width => isEmbedded ? 1 : count;

    public override int Places => isEmbedded ? count : 0;

    /// <summary>The place of each level; that of a gap is 1, and 0 that of whatever else.</summary>
    public IReadOnlyList<int> PlaceOfLevel => places;

    /// <param name="values">Indices of levels in training rows; NaN in gaps.</param>
    /// <param name="levels">How many levels the column has.</param>
    /// <param name="fewest">How many training rows a level needs to have a place of its own.</param>
    /// <param name="mostOneHot">As many levels with places are one-hot at most.</param>
    public static CategoryEncoding Fit(IEnumerable<double> values, int levels, int fewest, int mostOneHot)
    {
        int[] counts = new int[levels];
        int untrained = 3;
        foreach (double value in values)
        {
            if (double.IsNaN(value))
                untrained &= ~(1 << Gap);
            else
                counts[(int)value]++;
        }

        int[] places = new int[levels];
        int next = First;
        for (int level = 0; level < levels; level++)
        {
            places[level] = counts[level] >= fewest ? next++ : Rare;
            if (places[level] == Rare && counts[level] > 0)
                untrained &= ~(1 << Rare);
        }

        return new CategoryEncoding(places, next, next - First > mostOneHot, untrained);
    }

    /// <summary>Whether a place is an input at all.</summary>
    public bool IsTrained(int place) => place >= First || (untrained >> place & 1) == 0;

    public override void Encode(double value, Span<float> inputs)
    {
        int place = double.IsNaN(value) ? Gap : value >= 0 && value < places.Length ? places[(int)value] : Rare;
        if (isEmbedded)
        {
            inputs[0] = place;
            return;
        }

        inputs.Clear();
        inputs[place] = IsTrained(place) ? 1 : 0;
    }

    public override void Write(Tape tape)
    {
        tape.Write(Kind);
        tape.Write(count);
        tape.Write(isEmbedded ? 1 : 0);
        tape.Write(untrained);
        tape.Write([.. places.Select(place => (double)place)]);
    }

    public static CategoryEncoding ReadFrom(Tape tape)
    {
        (int count, bool isEmbedded, int untrained) = (tape.ReadCount(int.MaxValue), tape.ReadCount(1) == 1, tape.ReadCount(3));
        double[] places = tape.ReadMany();
        return places.All(place => double.IsInteger(place) && place >= 0 && place < count)
            ? new CategoryEncoding([.. places.Select(place => (int)place)], count, isEmbedded, untrained)
            : throw new InvalidDataException($"The file gives a category a place outside 0 to {count - 1}.");
    }

    public override string ToString()
    {
        int rare = places.Count(place => place == Rare);
        return $"{count - First} levels {(isEmbedded ? "embedded" : "one-hot")}{(rare > 0 ? $", {rare} rare ones together" : "")}";
    }
}
