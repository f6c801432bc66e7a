# Pools over whole planes.

case    average
op      ai.onnx::GlobalAveragePool 22
in      X f64 [2,2,2,3] values 0 -0.5 1.75 -1.5 -2 2.25 -1 -2.75 -1.25 2.5 0.75 1 1.5 0.5 -2.25
       -2.5 -0.75 2.75 0.25 -0.25 2 3 1.25 -1.75
out     Y f64 [2,2,1,1] values 0 -0.125 -0.125 0.75
value   rtol 1e-12 atol 1e-13   # a few roundings of double
grad    rtol 1e-6 atol 1e-8 step 1e-4   # linear

case    maximum
op      ai.onnx::GlobalMaxPool 22
in      X f64 [2,2,2,3] values 0 -0.5 1.75 -1.5 -2 2.25 -1 -2.75 -1.25 2.5 0.75 1 1.5 0.5 -2.25
       -2.5 -0.75 2.75 0.25 -0.25 2 3 1.25 -1.75
out     Y f64 [2,2,1,1] values 2.25 2.5 2.75 3
value   rtol 0 atol 0
grad    rtol 1e-6 atol 1e-8 step 1e-4   # linear between the corners

case    maximum_not_a_number
op      ai.onnx::GlobalMaxPool 1
in      X f32 [1,1,3] values 1 nan 2
out     Y f32 [1,1,1] values nan
value   rtol 0 atol 0

case    norm
op      ai.onnx::GlobalLpPool 2
attr    p 2
in      X f32 [1,1,2] values 3 -4
out     Y f32 [1,1,1] values 5
value   rtol 0 atol 0

case    average_backward
op      ai.lossgraph::GlobalAveragePoolGrad 1
in      dY f64 [1,2,1,1] values 3 6
in      shape i64 [4] values 1 2 1 3
value   rtol 1e-12 atol 1e-13   # against the body, a few roundings of double

case    maximum_backward
op      ai.lossgraph::GlobalMaxPoolGrad 1
in      dY f64 [1,2,1] values 3 6
in      X f64 [1,2,3] values 1 5 5 2 0 1
out     dX f64 [1,2,3] values 0 3 0 6 0 0
value   rtol 0 atol 0

case    rank
op      ai.onnx::GlobalAveragePool 1
in      X f64 [3] values 0 0 0
error   SHAPE rank
