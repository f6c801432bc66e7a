case    axis_1
op      com.microsoft::GatherElementsGrad 1
attr    axis 1
in      x0 f32 [3,2] values -0.995999992 -2.34200001 -1.55499995 -2.06100011 -0.568000019 1.45299995
in      x1 i64 [2] values 3 3
in      x2 i64 [3,2] values 0 2 -1 1 1 1
out     y0 f32 [3,3] values -0.995999992 0 -2.34200001 0 -2.06100011 -1.55499995 0 0.884999931 0
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    range
op      com.microsoft::GatherElementsGrad 1
attr    axis 1
in      x0 f32 [3,2] values -0.995999992 -2.34200001 -1.55499995 -2.06100011 -0.568000019 1.45299995
in      x1 i64 [2] values 3 2
in      x2 i64 [3,2] values 0 2 -1 1 1 1
error   DATA index
