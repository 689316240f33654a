using BenchmarkDotNet.Attributes;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Benchmarks;

/// <summary>Prediction by 784-300-75-10 beside ONNX Runtime and MathNet's operators, on one thread.</summary>
public class PredictionBenchmarks
{
    private Network<float> _network = null!;
    private FrozenNetwork<float> _frozen = null!;
    private Matrix<float> _x = null!;
    private float[] _row = null!;
    private float[] _y = null!;
    private ByHand<float> _byHand = null!;
    private OnnxPeer<float> _onnx = null!;
    private Action _peer = null!;

    /// <summary>Samples predicted by one call.</summary>
    [Params(1, 1024)]
    public int Rows { get; set; }

    /// <summary>Makes networks and data.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        global::MathNet.Numerics.Control.UseSingleThread();
        _network = Works.All[0].NewNetwork<float>();
        _frozen = _network.ToFrozen();
        _byHand = new ByHand<float>(Works.All[0]);
        _x = Matrix<float>.Build.Random(Rows, _network.Inputs, seed: 1);
        _row = _x.Row(0).ToArray();
        _y = new float[Rows * _network.Outputs];
        _onnx = new OnnxPeer<float>(_network);
        _peer = _onnx.Prepare(_x.ToRowMajorArray(), Rows, _network.Inputs, new float[_y.Length], _network.Outputs);
    }

    /// <summary>A span and a frozen network for one sample, a matrix for more.</summary>
    [Benchmark]
    public void NeuralNet()
    {
        if (Rows == 1)
            _frozen.Predict(_row, _y);
        else
            _network.Predict(_x);
    }

    /// <summary>The same network as an ONNX model.</summary>
    [Benchmark(Baseline = true)]
    public void OnnxRuntime() => _peer();

    /// <summary>The same by hand.</summary>
    [Benchmark]
    public Matrix<float> MathNet() => _byHand.Predict(_x);

    /// <summary>Frees the session.</summary>
    [GlobalCleanup]
    public void CleanUp() => _onnx.Dispose();
}
