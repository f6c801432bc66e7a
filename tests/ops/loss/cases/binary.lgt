# Binary cross entropy: against the body, gradients by differences, bad inputs.

case    bce_none_0
op      ai.lossgraph::BCELoss 1
attr    reduction "none"
in      input f64 [3,4] uniform 0.05 0.95 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    bce_none_0_grad
op      ai.lossgraph::BCELossGrad 1
attr    reduction "none"
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform 0.05 0.95 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    bce_none_1
op      ai.lossgraph::BCELoss 1
attr    reduction "none"
in      input f64 [3,4] uniform 0.05 0.95 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    bce_none_1_grad
op      ai.lossgraph::BCELossGrad 1
attr    reduction "none"
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform 0.05 0.95 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    logits_none_0
op      ai.lossgraph::BCEWithLogitsLoss 1
attr    reduction "none"
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    logits_none_0_grad
op      ai.lossgraph::BCEWithLogitsLossGrad 1
attr    reduction "none"
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    logits_none_1
op      ai.lossgraph::BCEWithLogitsLoss 1
attr    reduction "none"
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    logits_none_1_grad
op      ai.lossgraph::BCEWithLogitsLossGrad 1
attr    reduction "none"
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    logits_none_2
op      ai.lossgraph::BCEWithLogitsLoss 1
attr    reduction "none"
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight absent
in      pos_weight f64 [3,1] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    logits_none_2_grad
op      ai.lossgraph::BCEWithLogitsLossGrad 1
attr    reduction "none"
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight absent
in      pos_weight f64 [3,1] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    logits_none_3
op      ai.lossgraph::BCEWithLogitsLoss 1
attr    reduction "none"
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
in      pos_weight f64 [3,1] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    logits_none_3_grad
op      ai.lossgraph::BCEWithLogitsLossGrad 1
attr    reduction "none"
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
in      pos_weight f64 [3,1] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    bce_mean_0
op      ai.lossgraph::BCELoss 1
attr    reduction "mean"
in      input f64 [3,4] uniform 0.05 0.95 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    bce_mean_0_grad
op      ai.lossgraph::BCELossGrad 1
attr    reduction "mean"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform 0.05 0.95 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    bce_mean_1
op      ai.lossgraph::BCELoss 1
attr    reduction "mean"
in      input f64 [3,4] uniform 0.05 0.95 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    bce_mean_1_grad
op      ai.lossgraph::BCELossGrad 1
attr    reduction "mean"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform 0.05 0.95 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    logits_mean_0
op      ai.lossgraph::BCEWithLogitsLoss 1
attr    reduction "mean"
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    logits_mean_0_grad
op      ai.lossgraph::BCEWithLogitsLossGrad 1
attr    reduction "mean"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    logits_mean_1
op      ai.lossgraph::BCEWithLogitsLoss 1
attr    reduction "mean"
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    logits_mean_1_grad
op      ai.lossgraph::BCEWithLogitsLossGrad 1
attr    reduction "mean"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    logits_mean_2
op      ai.lossgraph::BCEWithLogitsLoss 1
attr    reduction "mean"
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight absent
in      pos_weight f64 [3,1] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    logits_mean_2_grad
op      ai.lossgraph::BCEWithLogitsLossGrad 1
attr    reduction "mean"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight absent
in      pos_weight f64 [3,1] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    logits_mean_3
op      ai.lossgraph::BCEWithLogitsLoss 1
attr    reduction "mean"
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
in      pos_weight f64 [3,1] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    logits_mean_3_grad
op      ai.lossgraph::BCEWithLogitsLossGrad 1
attr    reduction "mean"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
in      pos_weight f64 [3,1] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    bce_sum_0
op      ai.lossgraph::BCELoss 1
attr    reduction "sum"
in      input f64 [3,4] uniform 0.05 0.95 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    bce_sum_0_grad
op      ai.lossgraph::BCELossGrad 1
attr    reduction "sum"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform 0.05 0.95 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    bce_sum_1
op      ai.lossgraph::BCELoss 1
attr    reduction "sum"
in      input f64 [3,4] uniform 0.05 0.95 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    bce_sum_1_grad
op      ai.lossgraph::BCELossGrad 1
attr    reduction "sum"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform 0.05 0.95 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    logits_sum_0
op      ai.lossgraph::BCEWithLogitsLoss 1
attr    reduction "sum"
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    logits_sum_0_grad
op      ai.lossgraph::BCEWithLogitsLossGrad 1
attr    reduction "sum"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    logits_sum_1
op      ai.lossgraph::BCEWithLogitsLoss 1
attr    reduction "sum"
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    logits_sum_1_grad
op      ai.lossgraph::BCEWithLogitsLossGrad 1
attr    reduction "sum"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    logits_sum_2
op      ai.lossgraph::BCEWithLogitsLoss 1
attr    reduction "sum"
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight absent
in      pos_weight f64 [3,1] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    logits_sum_2_grad
op      ai.lossgraph::BCEWithLogitsLossGrad 1
attr    reduction "sum"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight absent
in      pos_weight f64 [3,1] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    logits_sum_3
op      ai.lossgraph::BCEWithLogitsLoss 1
attr    reduction "sum"
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
in      pos_weight f64 [3,1] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    logits_sum_3_grad
op      ai.lossgraph::BCEWithLogitsLossGrad 1
attr    reduction "sum"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -4 4 seed 1
in      target f64 [3,4] uniform 0 1 seed 2
in      weight f64 [4] uniform 0.5 2 seed 3
in      pos_weight f64 [3,1] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    bce_clamped
op      ai.lossgraph::BCELoss 1
attr    reduction "none"
in      input f64 [4] values 0 1 0 1
in      target f64 [4] values 0 1 1 0
out     loss f64 [4] values 0 0 100 100
value   rtol 0 atol 0

case    bce_clamped_grad
op      ai.lossgraph::BCELossGrad 1
attr    reduction "sum"
in      grad_output f64 [] values 1
in      input f64 [1] values 0
in      target f64 [1] values 1
out     grad_input f64 [1] values -1000000003995.8029
out     grad_target f64 [1] values inf
value   rtol 1e-15 atol 0

case    logits_saturated_f32
op      ai.lossgraph::BCEWithLogitsLoss 1
attr    reduction "none"
in      input f32 [6] values 0 50 100 150 200 250
in      target f32 [6] values 0.5 1 0 0 1 1
out     loss f32 [6] values 0.6931471824645996 0 100 150 0 0
value   rtol 1e-6 atol 1e-20

case    bad_input_range
op      ai.lossgraph::BCELoss 1
in      input f64 [2] values 0.5 1.1
in      target f64 [2] values 0 0
error   DATA input[1] 1.1

case    bad_input_nan
op      ai.lossgraph::BCELoss 1
in      input f64 [1] values nan
in      target f64 [1] values 0
error   DATA nan

case    bad_target_range
op      ai.lossgraph::BCELoss 1
in      input f64 [1] values 0.5
in      target f64 [1] values 1.5
error   DATA target[0]

case    bad_shapes
op      ai.lossgraph::BCELoss 1
in      input f64 [2,3] values 0.5 0.5 0.5 0.5 0.5 0.5
in      target f64 [3] values 0.5 0.5 0.5
error   SHAPE rank

case    bad_enlarges
op      ai.lossgraph::BCEWithLogitsLoss 1
in      input f64 [3] values 0 0 0
in      target f64 [3] values 0 0 0
in      weight f64 [2,3] values 0 0 0 0 0 0
error   SHAPE enlarge

case    bad_pos_weight
op      ai.lossgraph::BCEWithLogitsLoss 1
in      input f64 [3] values 0 0 0
in      target f64 [3] values 0 0 0
in      weight absent
in      pos_weight f64 [2] values 0 0
error   SHAPE 3 2
