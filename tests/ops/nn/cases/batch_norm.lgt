# Batch normalisation. Expected values are PyTorch's in double.

case    inference
op      ai.onnx::BatchNormalization 15
attr    epsilon 0.001  momentum 0.8  training_mode 0
in      X f64 [3,2,4] values -0.25 -2 -1.5 0 2 -0.25 1.25 1.75 1.25 0.5 -0.25 0 -1 0 -0.5 -1 2 -2
       -1.75 -1.25 2 0.75 1.5 -1.25
in      scale f64 [2] values 1.5 -0.5
in      B f64 [2] values 0.25 1
in      input_mean f64 [2] values 0.5 -0.25
in      input_var f64 [2] values 2 0.75
out     Y f64 [3,2,4] values -0.5452963295992652 -2.4009877653308838 -1.870790212264707
       -0.2801975530661768 -0.298172945337148 1 0.13455136977523469 -0.15393150696635377
       1.0452963295992652 0.25 -0.5452963295992652 -0.2801975530661768 1.4327243151123827
       0.8557585616292058 1.1442414383707944 1.4327243151123827 1.8405926591985304
       -2.4009877653308838 -2.1358889887977957 -1.6056914357316188 -0.298172945337148
       0.42303424651682314 -0.009690068595559542 1.576965753483177
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-7 step 1e-6   # central differences in double

case    training
op      ai.onnx::BatchNormalization 15
attr    epsilon 0.001  momentum 0.8  training_mode 1
in      X f64 [3,2,4] values -0.25 -2 -1.5 0 2 -0.25 1.25 1.75 1.25 0.5 -0.25 0 -1 0 -0.5 -1 2 -2
       -1.75 -1.25 2 0.75 1.5 -1.25
in      scale f64 [2] values 1.5 -0.5
in      B f64 [2] values 0.25 1
in      input_mean f64 [2] values 0.5 -0.25
in      input_var f64 [2] values 2 0.75
out     Y f64 [3,2,4] values 0.476346236681054 -1.636218639008784 -1.0326286745259732
       0.7781412189224595 0.3441513713171023 1.288573396620475 0.6589587130848932
       0.44908715190636594 2.287116130129487 1.3817311834052703 0.476346236681054
       0.7781412189224595 1.6033807383882661 1.1836376160312114 1.3935091772097388
       1.6033807383882661 3.192501076853703 -1.636218639008784 -1.3344236567673786
       -0.7308336922845677 0.3441513713171023 0.8688302742634205 0.5540229324956296
       1.7083165189775296
out     running_mean f64 [2] values 0.3125 -0.1125
out     running_var f64 [2] values 1.90859375 0.8835937500000002
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    training_gradient
op      ai.onnx::BatchNormalization 15
attr    epsilon 0.001  momentum 1  training_mode 1
in      X f64 [3,2,4] values -0.25 -2 -1.5 0 2 -0.25 1.25 1.75 1.25 0.5 -0.25 0 -1 0 -0.5 -1 2 -2
       -1.75 -1.25 2 0.75 1.5 -1.25
in      scale f64 [2] values 1.5 -0.5
in      B f64 [2] values 0.25 1
in      input_mean f64 [2] values 0.5 -0.25
in      input_var f64 [2] values 2 0.75
out     Y any
out     running_mean unwanted
out     running_var unwanted
grad    rtol 1e-5 atol 1e-7 step 1e-6   # central differences in double

case    version_9
op      ai.onnx::BatchNormalization 9
attr    epsilon 0.001  momentum 0.8
in      X f64 [3,2,4] values -0.25 -2 -1.5 0 2 -0.25 1.25 1.75 1.25 0.5 -0.25 0 -1 0 -0.5 -1 2 -2
       -1.75 -1.25 2 0.75 1.5 -1.25
in      scale f64 [2] values 1.5 -0.5
in      B f64 [2] values 0.25 1
in      input_mean f64 [2] values 0.5 -0.25
in      input_var f64 [2] values 2 0.75
out     Y f64 [3,2,4] values -0.5452963295992652 -2.4009877653308838 -1.870790212264707
       -0.2801975530661768 -0.298172945337148 1 0.13455136977523469 -0.15393150696635377
       1.0452963295992652 0.25 -0.5452963295992652 -0.2801975530661768 1.4327243151123827
       0.8557585616292058 1.1442414383707944 1.4327243151123827 1.8405926591985304
       -2.4009877653308838 -2.1358889887977957 -1.6056914357316188 -0.298172945337148
       0.42303424651682314 -0.009690068595559542 1.576965753483177
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    version_7_training
op      ai.onnx::BatchNormalization 7
attr    epsilon 0.001  momentum 0.8  spatial 1
in      X f64 [3,2,4] values -0.25 -2 -1.5 0 2 -0.25 1.25 1.75 1.25 0.5 -0.25 0 -1 0 -0.5 -1 2 -2
       -1.75 -1.25 2 0.75 1.5 -1.25
in      scale f64 [2] values 1.5 -0.5
in      B f64 [2] values 0.25 1
in      input_mean f64 [2] values 0.5 -0.25
in      input_var f64 [2] values 2 0.75
out     Y f64 [3,2,4] values 0.476346236681054 -1.636218639008784 -1.0326286745259732
       0.7781412189224595 0.3441513713171023 1.288573396620475 0.6589587130848932
       0.44908715190636594 2.287116130129487 1.3817311834052703 0.476346236681054
       0.7781412189224595 1.6033807383882661 1.1836376160312114 1.3935091772097388
       1.6033807383882661 3.192501076853703 -1.636218639008784 -1.3344236567673786
       -0.7308336922845677 0.3441513713171023 0.8688302742634205 0.5540229324956296
       1.7083165189775296
out     mean f64 [2] values 0.3125 -0.1125
out     var f64 [2] values 1.90859375 0.8835937500000002
out     saved_mean f64 [2] values -0.4375 0.4375
out     saved_var f64 [2] values 1.54296875 1.41796875
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    version_7_positions
op      ai.onnx::BatchNormalization 7
attr    epsilon 0.001  spatial 0
in      X f64 [3,2,4] values -0.25 -2 -1.5 0 2 -0.25 1.25 1.75 1.25 0.5 -0.25 0 -1 0 -0.5 -1 2 -2
       -1.75 -1.25 2 0.75 1.5 -1.25
in      scale f64 [2,4] values 1.5 0.75 1 0.25 1.25 1.75 1.5 0.5
in      B f64 [2,4] values 1.25 0.75 2 2 0.5 1.25 2 1.75
in      mean f64 [2,4] values 1.5 1.5 0.25 1.5 1 0.25 0.5 1.25
in      var f64 [2,4] values 1.5 1.25 1.25 1.75 1.5 0.75 1.5 1.25
out     Y f64 [3,2,4] values -0.8925894474458849 -1.596932790937963 0.4353781393746914
       1.7166076029356507 1.5202806892599452 0.24030993140444035 2.9182526203339507
       1.9735174086607583 0.9439157932220165 0.07944777401772485 1.5529651826784832
       1.7166076029356507 -1.5405613785198904 0.7451549657022202 0.7756631728880659
       0.7441716610265874 1.862168413555967 -1.596932790937963 0.21186073071393285
       1.480447272048693 1.5202806892599452 2.2596900685955594 3.224336827111934
       0.632412956696208
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    version_1
op      ai.onnx::BatchNormalization 1
attr    epsilon 0.001
in      X f64 [3,2,4] values -0.25 -2 -1.5 0 2 -0.25 1.25 1.75 1.25 0.5 -0.25 0 -1 0 -0.5 -1 2 -2
       -1.75 -1.25 2 0.75 1.5 -1.25
in      scale f64 [2] values 1.5 -0.5
in      B f64 [2] values 0.25 1
in      input_mean f64 [2] values 0.5 -0.25
in      input_var f64 [2] values 2 0.75
out     Y f64 [3,2,4] values -0.5452963295992652 -2.4009877653308838 -1.870790212264707
       -0.2801975530661768 -0.298172945337148 1 0.13455136977523469 -0.15393150696635377
       1.0452963295992652 0.25 -0.5452963295992652 -0.2801975530661768 1.4327243151123827
       0.8557585616292058 1.1442414383707944 1.4327243151123827 1.8405926591985304
       -2.4009877653308838 -2.1358889887977957 -1.6056914357316188 -0.298172945337148
       0.42303424651682314 -0.009690068595559542 1.576965753483177
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    vector_batch_f32
op      ai.onnx::BatchNormalization 15
attr    training_mode 1
in      X f32 [40,3] uniform -1 1 seed 1
in      scale f32 [3] uniform 1 2 seed 2
in      B f32 [3] uniform -1 1 seed 3
in      input_mean f32 [3] fill 0
in      input_var f32 [3] fill 1
out     Y any
out     running_mean any
out     running_var any
value   rtol 0 atol 0   # only that threads agree

case    internal
op      com.microsoft::BatchNormInternal 1
attr    epsilon 0.001  momentum 0.8  training_mode 1
in      X f64 [3,2,4] values -0.25 -2 -1.5 0 2 -0.25 1.25 1.75 1.25 0.5 -0.25 0 -1 0 -0.5 -1 2 -2
       -1.75 -1.25 2 0.75 1.5 -1.25
in      scale f64 [2] values 1.5 -0.5
in      B f64 [2] values 0.25 1
in      input_mean f64 [2] values 0.5 -0.25
in      input_var f64 [2] values 2 0.75
out     Y f64 [3,2,4] values 0.476346236681054 -1.636218639008784 -1.0326286745259732
       0.7781412189224595 0.3441513713171023 1.288573396620475 0.6589587130848932
       0.44908715190636594 2.287116130129487 1.3817311834052703 0.476346236681054
       0.7781412189224595 1.6033807383882661 1.1836376160312114 1.3935091772097388
       1.6033807383882661 3.192501076853703 -1.636218639008784 -1.3344236567673786
       -0.7308336922845677 0.3441513713171023 0.8688302742634205 0.5540229324956296
       1.7083165189775296
out     running_mean f64 [2] values 0.3125 -0.1125
out     running_var f64 [2] values 1.90859375 0.8835937500000002
out     saved_mean f64 [2] values -0.4375 0.4375
out     saved_inv_std f64 [2] values 0.8047866193104145 0.8394862447141092
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    internal_gradient
op      com.microsoft::BatchNormInternal 1
attr    epsilon 0.001  momentum 1  training_mode 1
in      X f64 [3,2,4] values -0.25 -2 -1.5 0 2 -0.25 1.25 1.75 1.25 0.5 -0.25 0 -1 0 -0.5 -1 2 -2
       -1.75 -1.25 2 0.75 1.5 -1.25
in      scale f64 [2] values 1.5 -0.5
in      B f64 [2] values 0.25 1
in      input_mean f64 [2] values 0.5 -0.25
in      input_var f64 [2] values 2 0.75
out     Y any
out     running_mean any
out     running_var any
out     saved_mean any
out     saved_inv_std any
grad    rtol 1e-5 atol 1e-7 step 1e-6 only 0   # the statistics are no part of the loss

case    saved_statistics
op      com.microsoft::BatchNormalizationGrad 1
attr    epsilon 0.001
in      dY f64 [3,2,4] values -1.75 -1.75 0.75 -0.5 0.5 -0.75 -1.25 -1.5 -0.5 1.25 -0.5 -0.5 0.25
       2 -0.5 0.5 -0.25 0.5 -0.25 0.5 0.25 0.75 2 -1.5
in      X f64 [3,2,4] values -0.25 -2 -1.5 0 2 -0.25 1.25 1.75 1.25 0.5 -0.25 0 -1 0 -0.5 -1 2 -2
       -1.75 -1.25 2 0.75 1.5 -1.25
in      scale f64 [2] values 1.5 -0.5
in      mean f64 [2] values -0.4375 0.4375
in      var f64 [2] values 0.8047866193104145 0.8394862447141092
out     dX f64 [3,2,4] values -1.8100063503719421 -1.8171327524191885 1.202853184865508
       -0.3000133817295938 -0.10239136465276091 0.30529293630858867 0.5931608988104284
       0.7240954798407961 -0.2949230945529892 1.8145876088308859 -0.30103143916491476
       -0.3000133817295938 -0.15344838671012218 -0.8360012499527594 0.18735775549877293
       -0.2583841672993858 0.009926059994379012 0.8990220877534607 -0.005344801535434852
       0.9020762600594234 0.002544415936502729 -0.27232414634478497 -0.758004848629447
       0.5681026771941713
out     dscale f64 [2] values -0.05029916370690091 1.770791297443824
out     dB f64 [2] values -3 0.75
value   rtol 1e-11 atol 1e-13   # differences of sums

case    gradient_body_0
op      ai.lossgraph::BatchNormalizationGrad 1
attr    epsilon 0.001  training_mode 0
in      dY f64 [3,2,4] values -1.75 -1.75 0.75 -0.5 0.5 -0.75 -1.25 -1.5 -0.5 1.25 -0.5 -0.5 0.25
       2 -0.5 0.5 -0.25 0.5 -0.25 0.5 0.25 0.75 2 -1.5
in      X f64 [3,2,4] values -0.25 -2 -1.5 0 2 -0.25 1.25 1.75 1.25 0.5 -0.25 0 -1 0 -0.5 -1 2 -2
       -1.75 -1.25 2 0.75 1.5 -1.25
in      scale f64 [2] values 1.5 -0.5
in      mean f64 [2] values 0.5 -0.25
in      var f64 [2] values 2 0.75
value   rtol 1e-11 atol 1e-13   # differences of sums

case    gradient_body_1
op      ai.lossgraph::BatchNormalizationGrad 1
attr    epsilon 0.001  training_mode 1
in      dY f64 [3,2,4] values -1.75 -1.75 0.75 -0.5 0.5 -0.75 -1.25 -1.5 -0.5 1.25 -0.5 -0.5 0.25
       2 -0.5 0.5 -0.25 0.5 -0.25 0.5 0.25 0.75 2 -1.5
in      X f64 [3,2,4] values -0.25 -2 -1.5 0 2 -0.25 1.25 1.75 1.25 0.5 -0.25 0 -1 0 -0.5 -1 2 -2
       -1.75 -1.25 2 0.75 1.5 -1.25
in      scale f64 [2] values 1.5 -0.5
in      mean f64 [2] values 0.5 -0.25
in      var f64 [2] values 2 0.75
value   rtol 1e-11 atol 1e-13   # differences of sums

case    channels_differ
op      ai.onnx::BatchNormalization 15
in      X f64 [3,2,4] values -0.25 -2 -1.5 0 2 -0.25 1.25 1.75 1.25 0.5 -0.25 0 -1 0 -0.5 -1 2 -2
       -1.75 -1.25 2 0.75 1.5 -1.25
in      scale f64 [3] values 1 1 1
in      B f64 [2] values 0.25 1
in      input_mean f64 [2] values 0.5 -0.25
in      input_var f64 [2] values 2 0.75
error   SHAPE 3 2

case    negative_epsilon
op      ai.onnx::BatchNormalization 15
attr    epsilon -1
in      X f64 [3,2,4] values -0.25 -2 -1.5 0 2 -0.25 1.25 1.75 1.25 0.5 -0.25 0 -1 0 -0.5 -1 2 -2
       -1.75 -1.25 2 0.75 1.5 -1.25
in      scale f64 [2] values 1.5 -0.5
in      B f64 [2] values 0.25 1
in      input_mean f64 [2] values 0.5 -0.25
in      input_var f64 [2] values 2 0.75
error   MODEL epsilon
