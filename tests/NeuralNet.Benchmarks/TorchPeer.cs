using System.Numerics;
using System.Runtime.InteropServices;
using MathNet.Numerics.LinearAlgebra;
using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace NeuralNet.Benchmarks;

/// <summary>The same work by TorchSharp, written as its documentation does.</summary>
internal sealed class TorchPeer : IPeer
{
    private TorchPeer() => UseThreads(1);

    public void UseThreads(int count) => set_num_threads(count);

    /// <summary>The peer, or null and the reason why its native libraries cannot be loaded.</summary>
    public static TorchPeer? Load(out string reason)
    {
        try
        {
            reason = "";
            return new TorchPeer();
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or NotSupportedException)
        {
            reason = WhatIsMissing() ?? (e.InnerException ?? e).Message.Split('\n')[0].Trim();
            return null;
        }
    }

    /// <summary>What the system's loader says, which TorchSharp keeps to itself.</summary>
    private static string? WhatIsMissing()
    {
        try
        {
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
            return null;
        }
        catch (DllNotFoundException e)
        {
            return e.Message.Split('\n').FirstOrDefault(line => line.Contains("required by", StringComparison.Ordinal))?.Trim();
        }
    }

    public Action Step<T>(Work work, Matrix<T> x, Matrix<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nn.Module<TorchTensor, TorchTensor> network = Layers<T>(work, Softmax.InTheLoss);
        TorchTensor inputs = ToTensor(x), targets = ToTensor(y);
        optim.Optimizer optimizer = work.Adaptive switch
        {
            Adam => optim.Adam(network.parameters()),
            AdamW => optim.AdamW(network.parameters()),
            _ => optim.SGD(network.parameters(), 0.001, momentum: work.Momentum, weight_decay: work.L2),
        };
        return () =>
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.zero_grad();
            TorchTensor outputs = network.call(inputs);
            TorchTensor loss = work.IsAutoencoder ? nn.functional.mse_loss(outputs, targets) : nn.functional.cross_entropy(outputs, targets);
            loss.backward();
            optimizer.step();
        };
    }

    public Action Product<T>(Matrix<T> a, Matrix<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TorchTensor left = ToTensor(a), right = ToTensor(b);
        return () =>
        {
            using DisposeScope scope = NewDisposeScope();
            left.mm(right);
        };
    }

    public Action Predict<T>(Work work, Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nn.Module<TorchTensor, TorchTensor> network = Layers<T>(work, Softmax.InTheNetwork);
        network.eval();
        TorchTensor inputs = ToTensor(x);
        return () =>
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable gradients = no_grad();
            network.call(inputs);
        };
    }

    private enum Softmax
    {
        InTheNetwork,
        InTheLoss,
    }

    private static nn.Module<TorchTensor, TorchTensor> Layers<T>(Work work, Softmax softmax)
    {
        ScalarType type = typeof(T) == typeof(float) ? ScalarType.Float32 : ScalarType.Float64;
        List<nn.Module<TorchTensor, TorchTensor>> layers = [];
        for (int i = 1; i < work.Widths.Length; i++)
        {
            layers.Add(nn.Linear(work.Widths[i - 1], work.Widths[i], dtype: type));
            if (i < work.Widths.Length - 1 || work.IsAutoencoder)
                layers.Add(work.Activation == "ReLU" ? nn.ReLU() : nn.Sigmoid());
            else if (softmax == Softmax.InTheNetwork)
                layers.Add(nn.Softmax(1));
        }

        return nn.Sequential(layers);
    }

    private static TorchTensor ToTensor<T>(Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => matrix is Matrix<float> single ? tensor(single.ToRowMajorArray(), [matrix.RowCount, matrix.ColumnCount])
            : tensor(((Matrix<double>)(object)matrix).ToRowMajorArray(), [matrix.RowCount, matrix.ColumnCount]);
}
