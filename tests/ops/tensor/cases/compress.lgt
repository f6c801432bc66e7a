case    axis
op      ai.onnx::Compress 11
attr    axis 0
in      x0 f32 [3,2] values 1.60399997 1.24199998 1.12 -1.75600004 -0.968999982 1.49899995
in      x1 bool [3] values 0 1 1
out     y0 f32 [2,2] values 1.12 -1.75600004 -0.968999982 1.49899995
value   rtol 1e-06 atol 1e-07

case    last
op      ai.onnx::Compress 9
attr    axis -1
in      x0 f32 [3,2] values 0.465000004 2.4749999 -2.5769999 2.90400004 -0.0390000008 -1.22500002
in      x1 bool [2] values 0 1
out     y0 f32 [3,1] values 2.4749999 2.90400004 -1.22500002
value   rtol 1e-06 atol 1e-07

case    flat
op      ai.onnx::Compress 11
in      x0 f32 [3,2] values -2.39899993 -2.58899999 2.94899988 1.72000003 2.87299991 2.08400011
in      x1 bool [3] values 0 1 1
out     y0 f32 [2] values -2.58899999 2.94899988
value   rtol 1e-06 atol 1e-07

case    short
op      ai.onnx::Compress 11
attr    axis 0
in      x0 f32 [3,2] values -0.416000009 -1.84500003 0.222000003 -1.56400001 -2.04299998 0.333000004
in      x1 bool [1] values 1
out     y0 f32 [1,2] values -0.416000009 -1.84500003
value   rtol 1e-06 atol 1e-07

case    string
op      ai.onnx::Compress 11
in      x0 str [2] values "a" "b"
in      x1 bool [2] values 0 1
out     y0 str [1] values "b"
value   rtol 1e-06 atol 1e-07

case    axis_range
op      ai.onnx::Compress 11
attr    axis 2
in      x0 f32 [3,2] values 0.423000008 2.9059999 1.824 -2.88899994 -1.97000003 0.351999998
in      x1 bool [1] values 1
error   MODEL axis
