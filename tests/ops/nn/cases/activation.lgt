# Activations and their derivatives. Expected values are PyTorch's in double; the inputs of the
# gradient checks stay away from corners, which have cases of their own.

case    relu_14
op      ai.onnx::Relu 14
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values 0 0 0 0 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    relu_1
op      ai.onnx::Relu 1
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values 0 0 0 0 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    sigmoid_13
op      ai.onnx::Sigmoid 13
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values 0.02931223075135632 0.22270013882530884 0.35434369377420455
       0.47502081252106 0.5124973964842103 0.549833997312478 0.6570104626734988
       0.8175744761936437 0.9399133498259924 0.9820137900379085
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    sigmoid_1
op      ai.onnx::Sigmoid 1
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values 0.02931223075135632 0.22270013882530884 0.35434369377420455
       0.47502081252106 0.5124973964842103 0.549833997312478 0.6570104626734988
       0.8175744761936437 0.9399133498259924 0.9820137900379085
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    tanh_13
op      ai.onnx::Tanh 13
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -0.9981778976111987 -0.8482836399575129 -0.5370495669980353
       -0.09966799462495582 0.04995837495787998 0.197375320224904 0.5716699660851172
       0.9051482536448664 0.9918597245682077 0.999329299739067
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    tanh_1
op      ai.onnx::Tanh 1
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -0.9981778976111987 -0.8482836399575129 -0.5370495669980353
       -0.09966799462495582 0.04995837495787998 0.197375320224904 0.5716699660851172
       0.9051482536448664 0.9918597245682077 0.999329299739067
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    leakyrelu_16
op      ai.onnx::LeakyRelu 16
attr    alpha 0.1
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -0.35000000000000003 -0.125 -0.06 -0.010000000000000002 0.05 0.2 0.65
       1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    leakyrelu_1
op      ai.onnx::LeakyRelu 1
attr    alpha -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values 1.75 0.625 0.3 0.05 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    gelu_20
op      ai.onnx::Gelu 20
attr    approximate "none"
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -0.0008142017766243903 -0.13206221708356905 -0.16455187065004412
       -0.0460172162722971 0.025996940291918624 0.11585194188782061 0.4824000279761879
       1.399789198096713 2.7418056511035998 3.9998733150326675
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    gelu_20_tanh
op      ai.onnx::Gelu 20
attr    approximate "tanh"
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -0.0006161976553737403 -0.13228579703028537 -0.16458480076918525
       -0.04601724895456484 0.025996938238622008 0.11585142978210627 0.48235674621884594
       1.3995715769802328 2.742276855926382 3.9999297540518075
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    elu_22
op      ai.onnx::Elu 22
attr    alpha 1.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -1.4547039248665223 -1.0702428047097148 -0.6767825458589604
       -0.14274387294606064 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    elu_1
op      ai.onnx::Elu 1
attr    alpha 0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -0.48490130828884076 -0.3567476015699049 -0.22559418195298678
       -0.04758129098202021 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    selu_22
op      ai.onnx::Selu 22
attr    alpha 1.5 gamma 1.25
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -1.818379906083153 -1.3378035058871434 -0.8459781823237005
       -0.1784298411825758 0.0625 0.25 0.8125 1.875 3.4375 5
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    selu_1
op      ai.onnx::Selu 1
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -1.704943296577306 -1.2543468567099318 -0.7932032388711899
       -0.1672987919718436 0.052535 0.21014 0.682955 1.57605 2.889425 4.2028
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    softplus_22
op      ai.onnx::Softplus 22
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values 0.029750418272620566 0.2519290813453729 0.4374879504858857
       0.6443966600735709 0.7184596480132863 0.7981388693815918 1.0700553357027152
       1.7014132779827524 2.8119675890031988 4.0181499279178094
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    softsign_22
op      ai.onnx::Softsign 22
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -0.7777777777777778 -0.5555555555555556 -0.37499999999999994
       -0.09090909090909091 0.047619047619047616 0.16666666666666669 0.393939393939394 0.6
       0.7333333333333333 0.8
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    hardsigmoid_22
op      ai.onnx::HardSigmoid 22
attr    alpha 0.25 beta 0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values 0 0.1875 0.35 0.475 0.5125 0.55 0.6625 0.875 1 1
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    hardsigmoid_1
op      ai.onnx::HardSigmoid 1
attr    alpha 0.25 beta 0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values 0 0.1875 0.35 0.475 0.5125 0.55 0.6625 0.875 1 1
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    hardswish_22
op      ai.onnx::HardSwish 22
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values 0 -0.3645833333333333 -0.24 -0.04833333333333333 0.025416666666666667
       0.10666666666666669 0.3954166666666667 1.125 2.6354166666666665 4
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    thresholdedrelu_22
op      ai.onnx::ThresholdedRelu 22
attr    alpha 0.625
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values 0 0 0 0 0 0 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    celu_12
op      ai.onnx::Celu 12
attr    alpha 0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -0.49954405901722276 -0.4589575006880506 -0.34940289404389896
       -0.09063462346100908 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    mish_22
op      ai.onnx::Mish 22
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -0.10409575448637122 -0.3084139611415277 -0.24693602830583666
       -0.05678857521284474 0.03079771333945346 0.13259900186215923 0.5131633440859356
       1.4033782663958028 2.7302142043358297 3.9974128069762385
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    swish_24
op      ai.onnx::Swish 24
attr    alpha 1.25
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -0.04351077798615037 -0.21661025741165824 -0.1924927804947642
       -0.04687906266262438 0.02578099578615078 0.11243530017715962 0.4502172890375785
       1.300553639703256 2.6643544660293594 3.973228596302861
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    shrink_9
op      ai.onnx::Shrink 9
attr    lambd 0.5 bias 0.25
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -3.25 -1 -0.35 0 0 0 0.4 1.25 2.5 3.75
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    ms_gelu
op      com.microsoft::Gelu 1
attr    approximate "none"
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -0.0008142017766243903 -0.13206221708356905 -0.16455187065004412
       -0.0460172162722971 0.025996940291918624 0.11585194188782061 0.4824000279761879
       1.399789198096713 2.7418056511035998 3.9998733150326675
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    ms_quickgelu
op      com.microsoft::QuickGelu 1
attr    alpha 1.702
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
out     Y f64 [2,5] values -0.009033446134780122 -0.13306569855683067 -0.15887623259908087
       -0.04575524191638182 0.02606310849056631 0.11685753688888395 0.48843513794530896
       1.3916621984470765 2.724729832290826 3.9955852758604187
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    gelu_f32
op      ai.onnx::Gelu 20
attr    approximate "none"
in      X f32 [1000] uniform -6 6 seed 3
out     Y any
grad    rtol 1e-5 atol 1e-7 step 1e-6   # central differences in double

case    relu_not_a_number
op      ai.onnx::Relu 14
in      X f32 [4] values nan -inf inf -0.5
out     Y f32 [4] values nan 0 inf 0
value   rtol 0 atol 0

case    relu_i32
op      ai.onnx::Relu 14
in      X i32 [3] values -3 0 7
out     Y i32 [3] values 0 0 7
value   rtol 0 atol 0

case    relu_f16
op      ai.onnx::Relu 14
in      X f16 [3] values -3 0 7.5
out     Y f16 [3] values 0 0 7.5
value   rtol 0 atol 0

case    relu_empty
op      ai.onnx::Relu 14
in      X f32 [0,3] values
out     Y f32 [0,3] values
value   rtol 0 atol 0

case    shrink_u8
op      ai.onnx::Shrink 9
attr    lambd 1 bias 9
in      X u8 [3] values 0 1 20
out     Y u8 [3] values 0 0 11
value   rtol 0 atol 0

case    softplus_saturated
op      ai.onnx::Softplus 22
in      X f64 [5] values -1000 1000 inf -inf nan
out     Y f64 [5] values 0 1000 inf 0 nan
value   rtol 0 atol 0

case    swish_long
op      ai.onnx::Swish 24
attr    alpha 1
in      X f32 [20000] uniform -5 5 seed 9
out     Y any
value   rtol 0 atol 0   # only that threads agree

case    relugrad_body
op      com.microsoft::ReluGrad 1
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    sigmoidgrad_body
op      com.microsoft::SigmoidGrad 1
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    tanhgrad_body
op      com.microsoft::TanhGrad 1
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    leakyrelugrad_body
op      com.microsoft::LeakyReluGrad 1
attr    alpha 0.1
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    gelugrad_body
op      com.microsoft::GeluGrad 1
attr    approximate "none"
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    gelugrad_tanh_body
op      com.microsoft::GeluGrad 1
attr    approximate "tanh"
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    fastgelugrad_body
op      com.microsoft::FastGeluGrad 1
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    quickgelugrad_body
op      com.microsoft::QuickGeluGrad 1
attr    alpha 1.5
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    celugrad_body
op      ai.lossgraph::CeluGrad 1
attr    alpha 0.5
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    elugrad_body
op      ai.lossgraph::EluGrad 1
attr    alpha 1.5
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    hardsigmoidgrad_body
op      ai.lossgraph::HardSigmoidGrad 1
attr    alpha 0.25 beta 0.5
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    hardswishgrad_body
op      ai.lossgraph::HardSwishGrad 1
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    mishgrad_body
op      ai.lossgraph::MishGrad 1
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    selugrad_body
op      ai.lossgraph::SeluGrad 1
attr    alpha 1.5 gamma 1.25
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    shrinkgrad_body
op      ai.lossgraph::ShrinkGrad 1
attr    lambd 0.5 bias 0.25
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    softplusgrad_body
op      ai.lossgraph::SoftplusGrad 1
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    softsigngrad_body
op      ai.lossgraph::SoftsignGrad 1
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    swishgrad_body
op      ai.lossgraph::SwishGrad 1
attr    alpha 1.25
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    thresholdedrelugrad_body
op      ai.lossgraph::ThresholdedReluGrad 1
attr    alpha 0.625
in      dY f64 [2,5] values 1 -2 0.5 3 -1 0.25 -0.75 2 1.5 -0.5
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    relugrad_corner
op      com.microsoft::ReluGrad 1
in      dY f64 [3] values 2 2 2
in      X f64 [3] values 0 0 nan
out     dX f64 [3] values 0 0 0
value   rtol 1e-15 atol 0

case    leakyrelugrad_corner
op      com.microsoft::LeakyReluGrad 1
attr    alpha 0.25
in      dY f64 [1] values 2
in      X f64 [1] values 0
out     dX f64 [1] values 0.5
value   rtol 1e-15 atol 0

case    elugrad_corner
op      ai.lossgraph::EluGrad 1
attr    alpha 1.5
in      dY f64 [1] values 2
in      X f64 [1] values 0
out     dX f64 [1] values 3
value   rtol 1e-15 atol 0

case    selugrad_corner
op      ai.lossgraph::SeluGrad 1
attr    alpha 1.5 gamma 1.25
in      dY f64 [1] values 2
in      X f64 [1] values 0
out     dX f64 [1] values 3.75
value   rtol 1e-15 atol 0

case    hardswishgrad_corner
op      ai.lossgraph::HardSwishGrad 1
in      dY f64 [2] values 2 2
in      X f64 [2] values -3 3
out     dX f64 [2] values 0 2
value   rtol 1e-15 atol 0

case    hardsigmoidgrad_corner
op      ai.lossgraph::HardSigmoidGrad 1
attr    alpha 0.25 beta 0.5
in      dY f64 [2] values 2 2
in      X f64 [2] values -2 2
out     dX f64 [2] values 0 0
value   rtol 1e-15 atol 0

case    shrinkgrad_corner
op      ai.lossgraph::ShrinkGrad 1
attr    lambd 0.5 bias 0.25
in      dY f64 [2] values 2 2
in      X f64 [2] values -0.5 0.5
out     dX f64 [2] values 0 0
value   rtol 1e-15 atol 0

case    thresholdedrelugrad_corner
op      ai.lossgraph::ThresholdedReluGrad 1
attr    alpha 0.625
in      dY f64 [1] values 2
in      X f64 [1] values 0.625
out     dX f64 [1] values 0
value   rtol 1e-15 atol 0

case    elu_infinite_alpha
op      ai.onnx::Elu 6
attr    alpha inf
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
error   MODEL finite

case    celu_zero_alpha
op      ai.onnx::Celu 12
attr    alpha 0
in      X f64 [2,5] values -3.5 -1.25 -0.6 -0.1 0.05 0.2 0.65 1.5 2.75 4
error   MODEL alpha

case    relu_grad_shapes
op      com.microsoft::ReluGrad 1
in      dY f64 [3] values 0 0 0
in      X f64 [4] values 0 0 0 0
error   SHAPE 3 4
