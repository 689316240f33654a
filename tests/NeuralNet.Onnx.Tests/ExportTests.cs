using System.Numerics;
using NeuralNet.Onnx.Schema;
using NeuralNet.Tests;

namespace NeuralNet.Onnx.Tests;

public sealed class ExportsInDouble : ExportTests<double>;

public sealed class ExportsInFloat : ExportTests<float>;

public abstract class ExportTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Network<T> _classifier = SomeNetworks.WithBiases(Network.WithInputs<T>(5).Dense(8).ReLU().Dropout(0.25).Dense(3).Softmax()
        .Build(seed: 1), new RandomStream(1));

    public static TheoryData<string> Layers => [.. Library.LayerNames.Where(SomeNetworks.IsRunIn<T>)];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_of_the_library_gives_the_same_outputs_in_ONNX_Runtime(string layer)
    {
        Network<T> network = SomeNetworks.WithBiases(Network.WithInputs<T>(6).Dense(5).Add(Library.Layer<T>(layer, 5)).Dense(4).Build(seed: 1),
            new RandomStream(2));
        Matrix<T> x = Some.Matrix<T>(200, 6);

        Runtime.Run(network.Exported(), x).ShouldAgreeWith(network.Predict(x));
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_alone_gives_the_same_outputs_for_numbers_of_any_size(string layer)
    {
        double[] sizes = [0, 1e-38, 1e-30, 1e-9, 0.01, 0.5, 1, 5, 9, 17, 19, 40, 88, 104, 700, 1e3, 1e6, 1e15, 1e30];
        T[] numbers = [.. sizes.SelectMany(size => new[] { T.CreateChecked(size), T.CreateChecked(-size) })];
        Matrix<T> x = Matrix<T>.Build.Dense(numbers.Length * 2, 5, (i, j) => numbers[(i + (i < numbers.Length ? 0 : j * j * 7)) % numbers.Length]);
        Network<T> network = Network.WithInputs<T>(5).Add(Library.Layer<T>(layer, 5)).Build(seed: 1);

        // Where outputs are probabilities or the like, what counts is the difference to 1: the runtime gives 0 where
        // exp(-80) is right. So it is where the negative side is an exponential: the runtime computes exp(x) - 1 as it
        // stands.
        OutputRange range = network.Layers[0].OutputRange;
        Runtime.Run(network.Exported(), x).ShouldAgreeWith(network.Predict(x), smallestScale: range.IsBounded
            || range.Lowest is < 0 and > double.NegativeInfinity ? 1 : 0);
    }

    [Fact]
    public void Networks_that_methods_of_all_samples_have_trained_give_the_same_outputs_in_ONNX_Runtime()
    {
        Dataset<T> data = Some.Regression<T>(40);
        foreach (FullBatchOptimizer method in Some.FullBatchOptimizers())
        {
            Network<T> network = Network.WithInputs<T>(2).Standardize(data.X).Dense(5, Initializer.NguyenWidrow).Tanh().Dense(1)
                .Add(Scaling.Restore<T>(StandardScaler.Fit(data.Y))).Build(seed: 1);
            new Trainer<T>(network, new MeanSquaredError<T>(), new TrainingOptions { Optimizer = method, Epochs = 10 }).Fit(data);

            Runtime.Run(network.Exported(), data.X).ShouldAgreeWith(network.Predict(data.X), network.ToString());
        }
    }

    [Fact]
    public void Networks_of_any_layers_give_the_same_outputs_in_ONNX_Runtime()
    {
        var random = new RandomStream(17);
        for (int trial = 0; trial < 300; trial++)
        {
            Network<T> network = SomeNetworks.Random<T>(random, trial);
            Matrix<T> x = Some.Matrix<T>(7, network.Inputs, trial);

            Runtime.Run(network.Exported(), x).ShouldAgreeWith(network.Predict(x), network.ToString());
        }
    }

    [Fact]
    public void A_network_that_was_exported_is_imported_with_the_same_layers_and_predicts_the_same_bits()
    {
        var random = new RandomStream(18);
        for (int trial = 0; trial < 300; trial++)
        {
            Network<T> network = SomeNetworks.Random<T>(random, trial);
            if (network.Layers.All(layer => layer is Dropout<T>))
                continue;
            Matrix<T> x = Some.Matrix<T>(7, network.Inputs, trial);

            Network<T> imported = network.Exported().Imported<T>();

            imported.Layers.Select(layer => layer.ToString()).Should()
                .Equal(network.Layers.Where(layer => layer is not Dropout<T>).Select(layer => layer.ToString()));
            Bits.Of(imported.Predict(x)).Should().Equal(Bits.Of(network.Predict(x)), "{0}", network);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void The_model_takes_any_number_of_samples(int samples)
    {
        Matrix<T> x = Some.Matrix<T>(samples, 5);

        Matrix<T> y = Runtime.Run(_classifier.Exported(), x);

        y.RowCount.Should().Be(samples);
        if (samples > 0)
            y.ShouldAgreeWith(_classifier.Predict(x));
    }

    [Fact]
    public void The_defaults_are_what_ONNX_Runtime_loads_since_1_6()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(_classifier.Exported());

        model.IrVersion.Should().Be(7);
        model.OpsetImport.Should().ContainSingle().Which.Should().Be(new OperatorSetIdProto { Domain = "", Version = 13 });
        model.ProducerName.Should().Be("NeuralNet");
        ValueInfoProto input = model.Graph.Input.Should().ContainSingle().Subject;
        (input.Name, input.Type.TensorType.ElemType).Should().Be(("input", typeof(T) == typeof(float) ? 1 : 11));
        input.Type.TensorType.Shape.Dim.Select(d => (d.DimParam, d.DimValue)).Should().Equal(("N", 0), ("", 5));
        ValueInfoProto output = model.Graph.Output.Should().ContainSingle().Subject;
        output.Name.Should().Be("output");
        output.Type.TensorType.Shape.Dim.Select(d => (d.DimParam, d.DimValue)).Should().Equal(("N", 0), ("", 3));
    }

    [Fact]
    public void Weights_are_named_and_laid_out_as_PyTorch_has_them()
    {
        var dense = (Dense<T>)_classifier.Layers[3];

        ModelProto model = ModelProto.Parser.ParseFrom(_classifier.Exported());

        model.Graph.Initializer.Select(tensor => tensor.Name).Should().Equal("0.weight", "0.bias", "3.weight", "3.bias");
        TensorProto weight = model.Graph.Initializer[2];
        weight.Dims.Should().Equal(3, 8);
        T first = typeof(T) == typeof(float) ? T.CreateChecked(BitConverter.ToSingle(weight.RawData.Span[4..]))
            : T.CreateChecked(BitConverter.ToDouble(weight.RawData.Span[8..]));
        first.Should().Be(dense.Weights[1, 0]);
    }

    [Fact]
    public void Every_pair_of_versions_on_offer_is_run_with_the_same_outputs()
    {
        Network<T> network = Network.WithInputs<T>(3).Add(Library.Layer<T>("Scaling", 3)).Dense(3).ReLU().Dense(3).LeakyReLU().Dense(3).Tanh().Dense(3)
            .Sigmoid().Dense(2).Softmax().Build(seed: 1);
        Matrix<T> x = Some.Matrix<T>(9, 3);
        for (int operatorSet = 8; operatorSet <= 26; operatorSet++)
        {
            for (int format = 4; format <= 13; format++)
            {
                byte[] model = network.Exported(new OnnxExportOptions { OperatorSetVersion = operatorSet, FormatVersion = format });

                Runtime.Run(model, x).ShouldAgreeWith(network.Predict(x));
                Bits.Of(model.Imported<T>().Predict(x)).Should().Equal(Bits.Of(network.Predict(x)));
            }
        }
    }

    public static TheoryData<string> LayersThatLeaveNodes => [.. Library.LayerNames.Where(name => name != nameof(Dropout<>))];

    [Theory]
    [MemberData(nameof(LayersThatLeaveNodes))]
    public void Every_layer_comes_back_as_itself_from_every_version_and_is_run_there(string name)
    {
        // The error function is an operator from 9 on.
        for (int operatorSet = name == nameof(Gelu<>) ? 9 : 8; operatorSet <= 26; operatorSet++)
        {
            foreach (Layer<T> layer in new[] { Library.Layer<T>(name, 3), Library.LayerOfOtherSettings<T>(name, 3) })
            {
                Network<T> network = Network.WithInputs<T>(3).Dense(3).Add(layer).Dense(2).Build(seed: 1);
                Matrix<T> x = Some.Matrix<T>(9, 3);

                byte[] model = network.Exported(new OnnxExportOptions { OperatorSetVersion = operatorSet });

                Network<T> imported = model.Imported<T>();
                imported.Layers.Select(one => one.Describe().ToString()).Should().Equal(network.Layers.Select(one => one.Describe().ToString()));
                Bits.Of(imported.Predict(x)).Should().Equal(Bits.Of(network.Predict(x)));
                if (SomeNetworks.IsRunIn<T>(name))
                    Runtime.Run(model, x).ShouldAgreeWith(network.Predict(x));
            }
        }
    }

    [Fact]
    public void Every_layer_of_the_library_says_how_it_is_written()
        => Operators.LibraryOperators<T>.Writers.Keys.Where(type => type.Assembly == typeof(Network).Assembly).Select(type => type.Name)
            .Should().BeEquivalentTo(Library.LayerNames.Select(name => $"{name}`1"));

    [Fact]
    public void An_error_function_before_there_was_one_is_refused()
    {
        Action export = () => Network.WithInputs<T>(3).Gelu().Build().Exported(new OnnxExportOptions { OperatorSetVersion = 8 });

        export.Should().Throw<ArgumentException>().WithMessage("*Layer 0 (Gelu*error function*from operator set 9 on*is 8*");
    }

    [Fact]
    public void Input_output_and_logits_have_the_names_that_were_asked_for()
    {
        var options = new OnnxExportOptions { InputName = "pixels", OutputName = "probabilities", LogitsName = "logits" };
        Network<T> withoutSoftmax = new(5, [.. _classifier.Layers.Take(4)]);
        Matrix<T> x = Some.Matrix<T>(20, 5);

        byte[] model = _classifier.Exported(options);

        Runtime.Open(model).InputNames.Should().Equal("pixels");
        Runtime.Open(model).OutputNames.Should().Equal("probabilities", "logits");
        Runtime.Run(model, x, "probabilities").ShouldAgreeWith(_classifier.Predict(x));
        Runtime.Run(model, x, "logits").ShouldAgreeWith(withoutSoftmax.Predict(x));
        Bits.Of(model.Imported<T>(new OnnxImportOptions { OutputName = "logits" }).Predict(x)).Should().Equal(Bits.Of(withoutSoftmax.Predict(x)));
        Bits.Of(model.Imported<T>(new OnnxImportOptions { OutputName = "probabilities" }).Predict(x)).Should().Equal(Bits.Of(_classifier.Predict(x)));
    }

    [Fact]
    public void Logits_may_be_the_input_itself_and_come_before_a_dropout_at_the_end()
    {
        Network<T> network = Network.WithInputs<T>(3).Sigmoid().Dropout(0.5).Build();
        Matrix<T> x = Some.Matrix<T>(20, 3);

        byte[] model = network.Exported(new OnnxExportOptions { LogitsName = "logits" });

        Runtime.Run(model, x, "logits").Should().Be(x);
        Runtime.Run(model, x, "output").ShouldAgreeWith(network.Predict(x));
    }

    [Theory]
    [InlineData("0.weight", "3.bias")]
    [InlineData("4.Softmax.output", "0.Gemm.output")]
    public void Names_that_are_used_inside_can_be_asked_for(string input, string output)
    {
        Matrix<T> x = Some.Matrix<T>(20, 5);

        Runtime.Run(_classifier.Exported(new OnnxExportOptions { InputName = input, OutputName = output }), x).ShouldAgreeWith(_classifier.Predict(x));
    }

    [Fact]
    public void Dropout_leaves_no_trace_but_is_an_identity_where_nothing_else_is()
    {
        Network<T> network = Network.WithInputs<T>(3).Dropout(0.5).Build();
        Matrix<T> x = Some.Matrix<T>(20, 3);

        ModelProto.Parser.ParseFrom(_classifier.Exported()).Graph.Node.Select(node => node.OpType).Should().Equal("Gemm", "Relu", "Gemm", "Softmax");
        Runtime.Run(network.Exported(), x).Should().Be(x);
    }

    [Fact]
    public void Scaling_is_kept_to_the_last_bit_or_becomes_part_of_the_layer_behind_it()
    {
        Matrix<T> x = Some.Matrix<T>(200, 4).Map(value => value * T.CreateChecked(3) + T.CreateChecked(5));
        Network<T> network = Network.WithInputs<T>(4).Standardize(x).Dropout(0.1).Dense(5).Tanh().Dense(3).Softmax().Build(seed: 1);

        byte[] kept = network.Exported();
        byte[] folded = network.Exported(new OnnxExportOptions { Scaling = ScalingExport.IntoDense });

        ModelProto.Parser.ParseFrom(kept).Graph.Node.Select(node => node.OpType).Should().Equal("Sub", "Mul", "Gemm", "Tanh", "Gemm", "Softmax");
        ModelProto.Parser.ParseFrom(folded).Graph.Node.Select(node => node.OpType).Should().Equal("Gemm", "Tanh", "Gemm", "Softmax");
        Runtime.Run(kept, x).ShouldAgreeWith(network.Predict(x));
        Runtime.Run(folded, x).ShouldAgreeWith(network.Predict(x));
    }

    [Fact]
    public void Scaling_stays_where_there_is_no_layer_to_become_part_of()
    {
        Network<T> network = Network.WithInputs<T>(3).Add(Library.Layer<T>("Scaling", 3)).Tanh().Dense(2).Add(Library.Layer<T>("Scaling", 2)).Build(seed: 1);
        Matrix<T> x = Some.Matrix<T>(20, 3);

        byte[] model = network.Exported(new OnnxExportOptions { Scaling = ScalingExport.IntoDense });

        ModelProto.Parser.ParseFrom(model).Graph.Node.Select(node => node.OpType).Should().Equal("Sub", "Mul", "Tanh", "Gemm", "Sub", "Mul");
        Runtime.Run(model, x).ShouldAgreeWith(network.Predict(x));
    }

    [Fact]
    public void Exporting_changes_nothing_in_the_network_and_gives_the_same_bytes_again()
    {
        Matrix<T> x = Some.Matrix<T>(20, 3);
        Network<T> network = Network.WithInputs<T>(3).Standardize(x).Dense(2).Build(seed: 1);
        byte[] before = Bits.Of(network.Predict(x));
        var options = new OnnxExportOptions { Scaling = ScalingExport.IntoDense };

        network.Exported(options).Should().Equal(network.Exported(options));

        Bits.Of(network.Predict(x)).Should().Equal(before);
    }

    [Fact]
    public void A_file_is_replaced_once_the_new_one_is_complete()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        string path = Path.Combine(folder.FullName, "model.onnx");
        try
        {
            File.WriteAllText(path, new string('x', 100_000));
            File.WriteAllText(path + ".tmp", "a stranger's");
            OnnxModel.Export(_classifier, path);
            byte[] good = File.ReadAllBytes(path);
            Network<T> broken = _classifier.Clone();
            broken.Parameters[2].Value[1, 0] = T.NaN;

            Action export = () => OnnxModel.Export(broken, path);

            export.Should().Throw<ArgumentException>().WithMessage("*weight of layer 3 (Dense 8 -> 3)*NaN*row 1, column 0*");
            good.Should().Equal(_classifier.Exported());
            File.ReadAllBytes(path).Should().Equal(good);
            File.ReadAllText(path + ".tmp").Should().Be("a stranger's");
            folder.GetFiles().Should().HaveCount(2);
            Matrix<T> x = Some.Matrix<T>(20, 5);
            Bits.Of(OnnxModel.Import<T>(path).Predict(x)).Should().Equal(Bits.Of(_classifier.Predict(x)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_stream_is_read_from_its_position_and_left_open()
    {
        using var stream = new MemoryStream();
        stream.WriteByte(42);
        OnnxModel.Export(_classifier, stream);
        stream.Position = 1;
        Matrix<T> x = Some.Matrix<T>(20, 5);

        Network<T> imported = OnnxModel.Import<T>(stream);

        stream.CanRead.Should().BeTrue();
        Bits.Of(imported.Predict(x)).Should().Equal(Bits.Of(_classifier.Predict(x)));
    }

    public static TheoryData<OnnxExportOptions, string> BadOptions => new()
    {
        { new OnnxExportOptions { InputName = "" }, "*'InputName' is empty*" },
        { new OnnxExportOptions { OutputName = null! }, "*'OutputName' is null*" },
        { new OnnxExportOptions { LogitsName = " " }, "*'LogitsName' is empty*" },
        { new OnnxExportOptions { InputName = "a", OutputName = "a" }, "*InputName is 'a', OutputName 'a'*different names*" },
        { new OnnxExportOptions { LogitsName = "output" }, "*LogitsName 'output'*different names*" },
        { new OnnxExportOptions { OperatorSetVersion = 7 }, "*'OperatorSetVersion' is 7*8 to 26*" },
        { new OnnxExportOptions { OperatorSetVersion = 27 }, "*'OperatorSetVersion' is 27*8 to 26*" },
        { new OnnxExportOptions { FormatVersion = 3 }, "*'FormatVersion' is 3*4 to 13*" },
        { new OnnxExportOptions { FormatVersion = 14 }, "*'FormatVersion' is 14*4 to 13*" },
        { new OnnxExportOptions { Scaling = (ScalingExport)7 }, "*'Scaling' is 7*ScalingExport*" },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void Options_that_make_no_model_are_refused(OnnxExportOptions options, string message)
    {
        Action export = () => _classifier.Exported(options);

        export.Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public void Logits_of_a_network_that_ends_otherwise_are_refused()
    {
        Action export = () => Network.WithInputs<T>(3).Dense(2).Build().Exported(new OnnxExportOptions { LogitsName = "logits" });

        export.Should().Throw<ArgumentException>().WithMessage("*LogitsName*ends in Dense 3 -> 2, not in Softmax or Sigmoid*");
    }

    [Fact]
    public void Scaling_that_leaves_the_range_of_numbers_when_folded_is_refused()
    {
        T large = T.Sqrt(typeof(T) == typeof(float) ? T.CreateChecked(float.MaxValue) : T.CreateChecked(double.MaxValue));
        Network<T> network = Network.WithInputs<T>(1).Add(new Scaling<T>([T.Zero], [large])).Dense(1).Build(seed: 1);
        network.Parameters[0].Value[0, 0] = large * T.CreateChecked(4);

        Action export = () => network.Exported(new OnnxExportOptions { Scaling = ScalingExport.IntoDense });

        export.Should().Throw<ArgumentException>().WithMessage("*Layer 0 (Scaling*)*layer 1 (Dense 1 -> 1)*outside the range*");
    }
}
