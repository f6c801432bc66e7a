# PRelu and its derivative: slopes of every shape, integers, the corner.

case    channel
op      ai.onnx::PRelu 16
in      X f64 [2,2,2] values -1 2 0.5 -3 4 -0.25 -2 1.5
in      slope f64 [2,1] values 0.5 -0.25
out     Y f64 [2,2,2] values -0.5 2 0.5 0.75 4 -0.125 0.5 1.5
value   rtol 0 atol 0
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    channel_backward
op      ai.lossgraph::PReluGrad 1
in      dY f64 [2,2,2] uniform -1 1 seed 4
in      X f64 [2,2,2] values -1 2 0.5 -3 4 -0.25 -2 1.5
in      slope f64 [2,1] values 0.5 -0.25
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    scalar
op      ai.onnx::PRelu 16
in      X f64 [2,2,2] values -1 2 0.5 -3 4 -0.25 -2 1.5
in      slope f64 [] values 0.5
out     Y f64 [2,2,2] values -0.5 2 0.5 -1.5 4 -0.125 -1 1.5
value   rtol 0 atol 0
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    scalar_backward
op      ai.lossgraph::PReluGrad 1
in      dY f64 [2,2,2] uniform -1 1 seed 4
in      X f64 [2,2,2] values -1 2 0.5 -3 4 -0.25 -2 1.5
in      slope f64 [] values 0.5
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    full
op      ai.onnx::PRelu 16
in      X f64 [2,2,2] values -1 2 0.5 -3 4 -0.25 -2 1.5
in      slope f64 [2,2,2] values 0.125 0.125 0.125 0.125 0.125 0.125 0.125 0.125
out     Y f64 [2,2,2] values -0.125 2 0.5 -0.375 4 -0.03125 -0.25 1.5
value   rtol 0 atol 0
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    full_backward
op      ai.lossgraph::PReluGrad 1
in      dY f64 [2,2,2] uniform -1 1 seed 4
in      X f64 [2,2,2] values -1 2 0.5 -3 4 -0.25 -2 1.5
in      slope f64 [2,2,2] values 0.125 0.125 0.125 0.125 0.125 0.125 0.125 0.125
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    last
op      ai.onnx::PRelu 16
in      X f64 [2,2,2] values -1 2 0.5 -3 4 -0.25 -2 1.5
in      slope f64 [2] values 0.5 2
out     Y f64 [2,2,2] values -0.5 2 0.5 -6 4 -0.5 -1 1.5
value   rtol 0 atol 0
grad    rtol 1e-6 atol 1e-8 step 1e-6   # central differences in double

case    last_backward
op      ai.lossgraph::PReluGrad 1
in      dY f64 [2,2,2] uniform -1 1 seed 4
in      X f64 [2,2,2] values -1 2 0.5 -3 4 -0.25 -2 1.5
in      slope f64 [2] values 0.5 2
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    version_1
op      ai.onnx::PRelu 1
in      X f32 [2] values -2 3
in      slope f32 [1] values 0.5
out     Y f32 [2] values -1 3
value   rtol 0 atol 0

case    version_7
op      ai.onnx::PRelu 7
in      X f16 [2] values -2 3
in      slope f16 [1] values 0.5
out     Y f16 [2] values -1 3
value   rtol 0 atol 0

case    integers
op      ai.onnx::PRelu 9
in      X i32 [2,2] values -2 3 -5 7
in      slope i32 [2,1] values 2 -1
out     Y i32 [2,2] values -4 3 5 7
value   rtol 0 atol 0

case    corner
op      ai.lossgraph::PReluGrad 1
in      dY f64 [1] values 2
in      X f64 [1] values 0
in      slope f64 [1] values 0.25
out     dX f64 [1] values 0.5
out     dslope f64 [1] values 0
value   rtol 0 atol 0

case    enlarges
op      ai.onnx::PRelu 16
in      X f64 [2] values 0 0
in      slope f64 [3,2] values 0 0 0 0 0 0
error   SHAPE enlarge

case    slope_shape
op      ai.onnx::PRelu 16
in      X f64 [2,3] values 0 0 0 0 0 0
in      slope f64 [2] values 0 0
error   SHAPE 2 3

case    one_slope_per_channel_6
op      ai.onnx::PRelu 6
in      X f32 [1,2,3] values -1 2 -3 4 -5 6
in      slope f32 [2] values 0.5 2
out     Y f32 [1,2,3] values -0.5 2 -1.5 4 -10 6
value   rtol 1e-6 atol 0

case    channels_differ_6
op      ai.onnx::PRelu 6
in      X f32 [1,2,3] fill -1
in      slope f32 [3] fill 1
error   SHAPE size 3 expected 2
