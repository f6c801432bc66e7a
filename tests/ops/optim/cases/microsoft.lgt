# Optimizers of com.microsoft on single tensors.

case    sgd_f64
op      com.microsoft::SGDOptimizer 1
in      ETA f32 [] values 0.25
in      W f64 [3] values 1 -2 0.5
in      G f64 [3] values 0.5 0.25 -4
out     NW f64 [3] values 0.875 -2.0625 1.5
out     NG f64 [3] values -0.125 -0.0625 1
value   rtol 0 atol 0   # exact numbers

case    sgd_f32
op      com.microsoft::SGDOptimizer 1
in      ETA f32 [] values 0.25
in      W f32 [3] values 1 -2 0.5
in      G f32 [3] values 0.5 0.25 -4
out     NW f32 [3] values 0.875 -2.0625 1.5
out     NG f32 [3] values -0.125 -0.0625 1
value   rtol 0 atol 0   # exact numbers

case    sgd_f16
op      com.microsoft::SGDOptimizer 1
in      ETA f32 [] values 0.25
in      W f16 [3] values 1 -2 0.5
in      G f16 [3] values 0.5 0.25 -4
out     NW f16 [3] values 0.875 -2.0625 1.5
out     NG f16 [3] values -0.125 -0.0625 1
value   rtol 0 atol 0   # exact numbers

case    sgd_weights_only
op      com.microsoft::SGDOptimizer 1
in      ETA f32 [] values 0.25
in      W f64 [3] values 1 -2 0.5
in      G f64 [3] values 0.5 0.25 -4
out     NW f64 [3] values 0.875 -2.0625 1.5
out     NG unwanted
value   rtol 0 atol 0

case    sgd_shapes
op      com.microsoft::SGDOptimizer 1
in      ETA f32 [] values 0.25
in      W f64 [3] values 1 -2 0.5
in      G f64 [2] values 0.5 0.25
error   SHAPE 3 2

case    sgd_rate
op      com.microsoft::SGDOptimizer 1
in      ETA f32 [2] values 1 2
in      W f64 [3] values 1 -2 0.5
in      G f64 [3] values 0.5 0.25 -4
error   SHAPE ETA
