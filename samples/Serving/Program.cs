using NeuralNet;
using Serving;

// A saved network behind an HTTP interface on this machine's loopback address. The model takes raw centimetres: its
// scaling is its first layer.
string model = Path.Combine(AppContext.BaseDirectory, "iris.safetensors");
if (args is ["train"] || !File.Exists(model))
{
    TrainingResult result = IrisModel.Train(model);
    Console.WriteLine($"{model}: {result.StopMessage}");
    if (args is ["train"])
        return 0;
}

try
{
    if (args is ["measure"])
        return await LoadRun.Measure(model);
    await Service.Build(model, args).RunAsync();
    return 0;
}
catch (InvalidDataException damaged)
{
    Console.Error.WriteLine($"{model}: {damaged.Message} The argument 'train' makes the file anew.");
    return 1;
}
