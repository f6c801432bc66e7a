# Optimizers of ai.onnx.preview.training; expected values by the formulas of their documentation in
# double.

case    adagrad
op      ai.onnx.preview.training::Adagrad 1
attr    decay_factor 0.5  epsilon 0.001  norm_coefficient 0.1
in      R f64 [] values 0.1
in      T i64 [] values 2
in      inputs f64 [2] values 1 -2
in      inputs f64 [2] values 0.5 0.25
in      inputs f64 [2] values 0.3 0.4
out     outputs f64 [2] values 0.9631179513697629 -2.0039343506258556
out     outputs f64 [2] values 0.6599999999999999 0.4025
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    momentum_standard_0
op      ai.onnx.preview.training::Momentum 1
attr    alpha 0.9  beta 0.5  mode "standard"  norm_coefficient 0.1
in      R f64 [] values 0.1
in      T i64 [] values 0
in      inputs f64 [2] values 1 -2
in      inputs f64 [1,1] values 3
in      inputs f64 [2] values 0.5 0.25
in      inputs f64 [1,1] values -1
in      inputs f64 [2] values 0.1 -0.2
in      inputs f64 [1,1] values 0
out     outputs f64 [2] values 0.931 -1.987
out     outputs f64 [1,1] values 3.07
out     outputs f64 [2] values 0.69 -0.13000000000000003
out     outputs f64 [1,1] values -0.7
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    momentum_standard_3
op      ai.onnx.preview.training::Momentum 1
attr    alpha 0.9  beta 0.5  mode "standard"  norm_coefficient 0.1
in      R f64 [] values 0.1
in      T i64 [] values 3
in      inputs f64 [2] values 1 -2
in      inputs f64 [1,1] values 3
in      inputs f64 [2] values 0.5 0.25
in      inputs f64 [1,1] values -1
in      inputs f64 [2] values 0.1 -0.2
in      inputs f64 [1,1] values 0
out     outputs f64 [2] values 0.961 -1.9845
out     outputs f64 [1,1] values 3.035
out     outputs f64 [2] values 0.39 -0.15500000000000003
out     outputs f64 [1,1] values -0.35
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    momentum_nesterov_0
op      ai.onnx.preview.training::Momentum 1
attr    alpha 0.9  beta 0.5  mode "nesterov"  norm_coefficient 0.1
in      R f64 [] values 0.1
in      T i64 [] values 0
in      inputs f64 [2] values 1 -2
in      inputs f64 [1,1] values 3
in      inputs f64 [2] values 0.5 0.25
in      inputs f64 [1,1] values -1
in      inputs f64 [2] values 0.1 -0.2
in      inputs f64 [1,1] values 0
out     outputs f64 [2] values 0.8779 -1.9933
out     outputs f64 [1,1] values 3.133
out     outputs f64 [2] values 0.69 -0.13000000000000003
out     outputs f64 [1,1] values -0.7
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    momentum_nesterov_3
op      ai.onnx.preview.training::Momentum 1
attr    alpha 0.9  beta 0.5  mode "nesterov"  norm_coefficient 0.1
in      R f64 [] values 0.1
in      T i64 [] values 3
in      inputs f64 [2] values 1 -2
in      inputs f64 [1,1] values 3
in      inputs f64 [2] values 0.5 0.25
in      inputs f64 [1,1] values -1
in      inputs f64 [2] values 0.1 -0.2
in      inputs f64 [1,1] values 0
out     outputs f64 [2] values 0.9049 -1.99105
out     outputs f64 [1,1] values 3.1015
out     outputs f64 [2] values 0.39 -0.15500000000000003
out     outputs f64 [1,1] values -0.35
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    adam_0
op      ai.onnx.preview.training::Adam 1
attr    alpha 0.8  beta 0.95  epsilon 0.001  norm_coefficient 0.1  norm_coefficient_post 0.25
in      R f64 [] values 0.1
in      T i64 [] values 0
in      inputs f64 [2] values 1 -2
in      inputs f64 [2] values 0.5 0.25
in      inputs f64 [2] values 0.1 -0.2
in      inputs f64 [2] values 0.3 0.4
out     outputs f64 [2] values 0.7227991994471475 -1.4817826386154993
out     outputs f64 [2] values 0.2 -0.15000000000000002
out     outputs f64 [2] values 0.303 0.380125
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    adam_3
op      ai.onnx.preview.training::Adam 1
attr    alpha 0.8  beta 0.95  epsilon 0.001  norm_coefficient 0.1  norm_coefficient_post 0.25
in      R f64 [] values 0.1
in      T i64 [] values 3
in      inputs f64 [2] values 1 -2
in      inputs f64 [2] values 0.5 0.25
in      inputs f64 [2] values 0.1 -0.2
in      inputs f64 [2] values 0.3 0.4
out     outputs f64 [2] values 0.7289496319889025 -1.4859018060667086
out     outputs f64 [2] values 0.2 -0.15000000000000002
out     outputs f64 [2] values 0.303 0.380125
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    adam_mixed_types
op      ai.onnx.preview.training::Adam 1
in      R f64 [] values 0.1
in      T i64 [] values 1
in      inputs f32 [2] values 1 -2
in      inputs f64 [1,1] values 3
in      inputs f32 [2] values 0.5 0.25
in      inputs f64 [1,1] values -1
in      inputs f32 [2] values 0.10000000149011612 -0.20000000298023224
in      inputs f64 [1,1] values 0
in      inputs f32 [2] values 0.30000001192092896 0.4000000059604645
in      inputs f64 [1,1] values 2
out     outputs any
out     outputs any
out     outputs any
out     outputs any
out     outputs any
out     outputs any
value   rtol 0 atol 0   # only that threads agree

case    adagrad_state_only
op      ai.onnx.preview.training::Adagrad 1
in      R f64 [] values 0.1
in      T i64 [] values 0
in      inputs f64 [2] values 1 -2
in      inputs f64 [2] values 0.5 0.25
in      inputs f64 [2] values 0.3 0.4
out     outputs unwanted
out     outputs f64 [2] values 0.55 0.4625
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    bad_count
op      ai.onnx.preview.training::Adagrad 1
in      R f64 [] values 0.1
in      T i64 [] values 0
in      inputs f64 [2] values 1 -2
in      inputs f64 [2] values 0.5 0.25
out     outputs any
out     outputs any
error   MODEL 3

case    bad_shape
op      ai.onnx.preview.training::Adagrad 1
in      R f64 [] values 0.1
in      T i64 [] values 0
in      inputs f64 [2] values 1 -2
in      inputs f64 [2] values 0.5 0.25
in      inputs f64 [1] values 0.3
out     outputs any
out     outputs any
error   SHAPE 2 1

case    bad_type
op      ai.onnx.preview.training::Adagrad 1
in      R f64 [] values 0.1
in      T i64 [] values 0
in      inputs f64 [2] values 1 -2
in      inputs f64 [2] values 0.5 0.25
in      inputs f32 [2] values 0.30000001192092896 0.4000000059604645
out     outputs any
out     outputs any
error   TYPE float

case    bad_rate
op      ai.onnx.preview.training::Adagrad 1
in      R f64 [2] values 1 -2
in      T i64 [] values 0
in      inputs f64 [2] values 1 -2
in      inputs f64 [2] values 0.5 0.25
in      inputs f64 [2] values 0.3 0.4
out     outputs any
out     outputs any
error   SHAPE 2

case    bad_mode
op      ai.onnx.preview.training::Momentum 1
attr    alpha 1  beta 1  norm_coefficient 0  mode "fast"
in      R f64 [] values 0.1
in      T i64 [] values 0
in      inputs f64 [2] values 1 -2
in      inputs f64 [2] values 0.5 0.25
in      inputs f64 [2] values 0.3 0.4
out     outputs any
out     outputs any
error   MODEL mode
