namespace NeuralNet.Benchmarks;

/// <summary>
/// One step of the 2-2-1 sigmoid network with squared error on the four samples of XOR, written out as plain loops over
/// arrays.
/// </summary>
internal sealed class XorLoop
{
    private readonly float[] _x = [0, 0, 0, 1, 1, 0, 1, 1];
    private readonly float[] _y = [0, 1, 1, 0];
    private readonly float[] _w1 = [0.5f, 0.7f, 0.6f, 0.54f];
    private readonly float[] _b1 = [0, 0];
    private readonly float[] _w2 = [0.42f, 0.65f];
    private float _b2;

    public float Step(float rate)
    {
        Span<float> gw1 = stackalloc float[4], gb1 = stackalloc float[2], gw2 = stackalloc float[2], hidden = stackalloc float[2];
        float gb2 = 0, loss = 0;
        for (int s = 0; s < 4; s++)
        {
            float a = _x[2 * s], b = _x[2 * s + 1], z = _b2;
            for (int h = 0; h < 2; h++)
            {
                hidden[h] = Sigmoid(_b1[h] + a * _w1[h] + b * _w1[2 + h]);
                z += hidden[h] * _w2[h];
            }

            float p = Sigmoid(z), error = p - _y[s];
            loss += error * error / 4;
            float delta = 2 * error / 4 * p * (1 - p);
            gb2 += delta;
            for (int h = 0; h < 2; h++)
            {
                gw2[h] += delta * hidden[h];
                float back = delta * _w2[h] * hidden[h] * (1 - hidden[h]);
                gb1[h] += back;
                gw1[h] += back * a;
                gw1[2 + h] += back * b;
            }
        }

        for (int i = 0; i < 4; i++)
            _w1[i] -= rate * gw1[i];
        for (int h = 0; h < 2; h++)
        {
            _b1[h] -= rate * gb1[h];
            _w2[h] -= rate * gw2[h];
        }

        _b2 -= rate * gb2;
        return loss;
    }

    private static float Sigmoid(float z) => 1 / (1 + MathF.Exp(-z));
}
