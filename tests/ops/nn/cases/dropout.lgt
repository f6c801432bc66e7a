# Dropout. The seeded values are those of NumPy's legacy generator; without a seed the mask depends
# on the run and is checked in test_dropout.c.

case    seeded
op      ai.onnx::Dropout 13
attr    seed 5
in      data f32 [6] values 1 2 3 4 5 6
in      ratio f32 [] values 0.5
in      training_mode bool [] values 1
out     output f32 [6] values 0 4 0 8 0 12
out     mask bool [6] values 0 1 0 1 0 1
value   rtol 0 atol 0

case    inference
op      ai.onnx::Dropout 22
in      data f32 [6] values 1 2 3 4 5 6
in      ratio f32 [] values 0.5
in      training_mode bool [] values 0
out     output f32 [6] values 1 2 3 4 5 6
out     mask bool [6] values 1 1 1 1 1 1
value   rtol 0 atol 0
grad    rtol 1e-6 atol 1e-8 step 1e-4   # linear

case    no_ratio
op      ai.onnx::Dropout 12
attr    seed 5
in      data f32 [6] values 1 2 3 4 5 6
in      ratio f32 [] values 0
in      training_mode bool [] values 1
out     output f32 [6] values 1 2 3 4 5 6
out     mask bool [6] values 1 1 1 1 1 1
value   rtol 0 atol 0

case    training_gradient
op      ai.onnx::Dropout 13
attr    seed 5
in      data f64 [6] values 1 2 3 4 5 6
in      ratio f32 [] values 0.25
in      training_mode bool [] values 1
out     output any
out     mask any
grad    rtol 1e-6 atol 1e-8 step 1e-4   # linear

case    version_1
op      ai.onnx::Dropout 1
attr    ratio 0.75
in      data f32 [6] values 1 2 3 4 5 6
out     output f32 [6] values 1 2 3 4 5 6
out     mask f32 [6] values 1 1 1 1 1 1
value   rtol 0 atol 0
grad    rtol 1e-6 atol 1e-8 step 1e-4   # linear

case    version_7
op      ai.onnx::Dropout 7
attr    ratio 0.75
in      data f32 [6] values 1 2 3 4 5 6
out     output f32 [6] values 1 2 3 4 5 6
out     mask f32 [6] values 1 1 1 1 1 1
value   rtol 0 atol 0
grad    rtol 1e-6 atol 1e-8 step 1e-4   # linear

case    version_10
op      ai.onnx::Dropout 10
attr    ratio 0.75
in      data f32 [6] values 1 2 3 4 5 6
out     output f32 [6] values 1 2 3 4 5 6
out     mask bool [6] values 1 1 1 1 1 1
value   rtol 0 atol 0
grad    rtol 1e-6 atol 1e-8 step 1e-4   # linear

case    backward
op      com.microsoft::DropoutGrad 1
in      dy f64 [6] values 1 2 3 4 5 6
in      mask bool [6] values 1 0 1 1 0 1
in      ratio f64 [] values 0.2
in      training_mode bool [] values 0
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    backward_default
op      com.microsoft::DropoutGrad 1
in      dy f64 [6] values 1 2 3 4 5 6
in      mask bool [6] values 1 0 1 1 0 1
out     dx f64 [6] values 2 0 6 8 0 12
value   rtol 0 atol 0

case    own_backward_0
op      ai.lossgraph::DropoutGrad 1
in      dy f64 [6] values 1 2 3 4 5 6
in      mask bool [6] values 1 0 1 1 0 1
in      ratio f64 [] values 0.2
in      training_mode bool [] values 0
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    own_backward_1
op      ai.lossgraph::DropoutGrad 1
in      dy f64 [6] values 1 2 3 4 5 6
in      mask bool [6] values 1 0 1 1 0 1
in      ratio f64 [] values 0.2
in      training_mode bool [] values 1
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    own_backward_absent
op      ai.lossgraph::DropoutGrad 1
in      dy f64 [6] values 1 2 3 4 5 6
in      mask bool [6] values 1 0 1 1 0 1
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    ratio_one
op      ai.onnx::Dropout 13
in      data f32 [6] values 1 2 3 4 5 6
in      ratio f32 [] values 1
in      training_mode bool [] values 1
error   DATA ratio

case    ratio_nan
op      ai.onnx::Dropout 13
in      data f32 [6] values 1 2 3 4 5 6
in      ratio f32 [] values nan
in      training_mode bool [] values 1
error   DATA ratio

case    ratio_vector
op      ai.onnx::Dropout 13
in      data f32 [6] values 1 2 3 4 5 6
in      ratio f32 [2] values 0 0
error   SHAPE 2
