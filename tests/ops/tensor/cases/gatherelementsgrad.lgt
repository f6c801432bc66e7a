case    axis_1
op      com.microsoft::GatherElementsGrad 1
attr    axis 1
in      x0 f32 [3,2] values -1.93599999 0.0260000005 2.66700006 -1.71000004 2.93199992 -0.903999984
in      x1 i64 [2] values 3 3
in      x2 i64 [3,2] values 0 2 -1 1 1 1
out     y0 f32 [3,3] values -1.93599999 0 0.0260000005 0 -1.71000004 2.66700006 0 2.02799988 0
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    range
op      com.microsoft::GatherElementsGrad 1
attr    axis 1
in      x0 f32 [3,2] values -1.93599999 0.0260000005 2.66700006 -1.71000004 2.93199992 -0.903999984
in      x1 i64 [2] values 3 2
in      x2 i64 [3,2] values 0 2 -1 1 1 1
error   DATA index
