# Regression losses: against the body, gradients by differences, shapes that broadcast, bad inputs.

case    l1loss_none
op      ai.lossgraph::L1Loss 1
attr    reduction "none"
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    l1loss_none_grad
op      ai.lossgraph::L1LossGrad 1
attr    reduction "none"
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    l1loss_none_weight
op      ai.lossgraph::L1Loss 1
attr    reduction "none"
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    l1loss_none_weight_grad
op      ai.lossgraph::L1LossGrad 1
attr    reduction "none"
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    l1loss_mean
op      ai.lossgraph::L1Loss 1
attr    reduction "mean"
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    l1loss_mean_grad
op      ai.lossgraph::L1LossGrad 1
attr    reduction "mean"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    l1loss_mean_weight
op      ai.lossgraph::L1Loss 1
attr    reduction "mean"
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    l1loss_mean_weight_grad
op      ai.lossgraph::L1LossGrad 1
attr    reduction "mean"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    l1loss_sum
op      ai.lossgraph::L1Loss 1
attr    reduction "sum"
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    l1loss_sum_grad
op      ai.lossgraph::L1LossGrad 1
attr    reduction "sum"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    l1loss_sum_weight
op      ai.lossgraph::L1Loss 1
attr    reduction "sum"
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    l1loss_sum_weight_grad
op      ai.lossgraph::L1LossGrad 1
attr    reduction "sum"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    mseloss_none
op      ai.lossgraph::MSELoss 1
attr    reduction "none"
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    mseloss_none_grad
op      ai.lossgraph::MSELossGrad 1
attr    reduction "none"
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    mseloss_none_weight
op      ai.lossgraph::MSELoss 1
attr    reduction "none"
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    mseloss_none_weight_grad
op      ai.lossgraph::MSELossGrad 1
attr    reduction "none"
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    mseloss_mean
op      ai.lossgraph::MSELoss 1
attr    reduction "mean"
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    mseloss_mean_grad
op      ai.lossgraph::MSELossGrad 1
attr    reduction "mean"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    mseloss_mean_weight
op      ai.lossgraph::MSELoss 1
attr    reduction "mean"
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    mseloss_mean_weight_grad
op      ai.lossgraph::MSELossGrad 1
attr    reduction "mean"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    mseloss_sum
op      ai.lossgraph::MSELoss 1
attr    reduction "sum"
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    mseloss_sum_grad
op      ai.lossgraph::MSELossGrad 1
attr    reduction "sum"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    mseloss_sum_weight
op      ai.lossgraph::MSELoss 1
attr    reduction "sum"
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    mseloss_sum_weight_grad
op      ai.lossgraph::MSELossGrad 1
attr    reduction "sum"
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    huberloss__delta_075_none
op      ai.lossgraph::HuberLoss 1
attr    reduction "none"  delta 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    huberloss__delta_075_none_grad
op      ai.lossgraph::HuberLossGrad 1
attr    reduction "none"  delta 0.75
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    huberloss__delta_075_none_weight
op      ai.lossgraph::HuberLoss 1
attr    reduction "none"  delta 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    huberloss__delta_075_none_weight_grad
op      ai.lossgraph::HuberLossGrad 1
attr    reduction "none"  delta 0.75
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    huberloss__delta_075_mean
op      ai.lossgraph::HuberLoss 1
attr    reduction "mean"  delta 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    huberloss__delta_075_mean_grad
op      ai.lossgraph::HuberLossGrad 1
attr    reduction "mean"  delta 0.75
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    huberloss__delta_075_mean_weight
op      ai.lossgraph::HuberLoss 1
attr    reduction "mean"  delta 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    huberloss__delta_075_mean_weight_grad
op      ai.lossgraph::HuberLossGrad 1
attr    reduction "mean"  delta 0.75
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    huberloss__delta_075_sum
op      ai.lossgraph::HuberLoss 1
attr    reduction "sum"  delta 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    huberloss__delta_075_sum_grad
op      ai.lossgraph::HuberLossGrad 1
attr    reduction "sum"  delta 0.75
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    huberloss__delta_075_sum_weight
op      ai.lossgraph::HuberLoss 1
attr    reduction "sum"  delta 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    huberloss__delta_075_sum_weight_grad
op      ai.lossgraph::HuberLossGrad 1
attr    reduction "sum"  delta 0.75
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [3,4] uniform -2 2 seed 2
in      weight f64 [3,4] uniform 0.25 2 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    smoothl1loss__beta_075_none
op      ai.lossgraph::SmoothL1Loss 1
attr    reduction "none"  beta 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    smoothl1loss__beta_075_none_grad
op      ai.lossgraph::SmoothL1LossGrad 1
attr    reduction "none"  beta 0.75
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    smoothl1loss__beta_075_mean
op      ai.lossgraph::SmoothL1Loss 1
attr    reduction "mean"  beta 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    smoothl1loss__beta_075_mean_grad
op      ai.lossgraph::SmoothL1LossGrad 1
attr    reduction "mean"  beta 0.75
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    smoothl1loss__beta_075_sum
op      ai.lossgraph::SmoothL1Loss 1
attr    reduction "sum"  beta 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    smoothl1loss__beta_075_sum_grad
op      ai.lossgraph::SmoothL1LossGrad 1
attr    reduction "sum"  beta 0.75
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    smoothl1loss__beta_0_none
op      ai.lossgraph::SmoothL1Loss 1
attr    reduction "none"  beta 0
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    smoothl1loss__beta_0_none_grad
op      ai.lossgraph::SmoothL1LossGrad 1
attr    reduction "none"  beta 0
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    smoothl1loss__beta_0_mean
op      ai.lossgraph::SmoothL1Loss 1
attr    reduction "mean"  beta 0
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    smoothl1loss__beta_0_mean_grad
op      ai.lossgraph::SmoothL1LossGrad 1
attr    reduction "mean"  beta 0
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    smoothl1loss__beta_0_sum
op      ai.lossgraph::SmoothL1Loss 1
attr    reduction "sum"  beta 0
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    smoothl1loss__beta_0_sum_grad
op      ai.lossgraph::SmoothL1LossGrad 1
attr    reduction "sum"  beta 0
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    smoothl1loss__beta_inf_none
op      ai.lossgraph::SmoothL1Loss 1
attr    reduction "none"  beta inf
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    smoothl1loss__beta_inf_none_grad
op      ai.lossgraph::SmoothL1LossGrad 1
attr    reduction "none"  beta inf
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    smoothl1loss__beta_inf_mean
op      ai.lossgraph::SmoothL1Loss 1
attr    reduction "mean"  beta inf
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    smoothl1loss__beta_inf_mean_grad
op      ai.lossgraph::SmoothL1LossGrad 1
attr    reduction "mean"  beta inf
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    smoothl1loss__beta_inf_sum
op      ai.lossgraph::SmoothL1Loss 1
attr    reduction "sum"  beta inf
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [4] uniform -2 2 seed 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    smoothl1loss__beta_inf_sum_grad
op      ai.lossgraph::SmoothL1LossGrad 1
attr    reduction "sum"  beta inf
in      grad_output f64 [] values 0.75
in      input f64 [3,4] uniform -2 2 seed 1
in      target f64 [1,4] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    smooth_l1_corner
op      ai.lossgraph::SmoothL1LossGrad 1
attr    reduction "sum"  beta 0
in      grad_output f64 [] values 2
in      input f64 [4] values 0 1 -1 nan
in      target f64 [4] values 0 0 0 0
out     grad_input f64 [4] values 0 2 -2 0
out     grad_target f64 [4] values 0 -2 2 0
value   rtol 0 atol 0

case    smooth_l1_edge
op      ai.lossgraph::SmoothL1LossGrad 1
attr    reduction "sum"  beta 0.5
in      grad_output f64 [] values 1
in      input f64 [4] values 0.5 -0.5 0.25 nan
in      target f64 [4] values 0 0 0 0
out     grad_input f64 [4] values 1 -1 0.5 nan
out     grad_target f64 [4] values -1 1 -0.5 nan
value   rtol 0 atol 0

case    mse_long
op      ai.lossgraph::MSELoss 1
in      input f32 [300,70] uniform -2 2 seed 1
in      target f32 [300,1] uniform -2 2 seed 2
out     loss any
value   rtol 0 atol 0   # only that threads agree

case    mse_long_grad
op      ai.lossgraph::MSELossGrad 1
in      grad_output f32 [] values 1
in      input f32 [300,70] uniform -2 2 seed 1
in      target f32 [300,1] uniform -2 2 seed 2
out     grad_input body
out     grad_target body
value   rtol 1e-5 atol 1e-9   # float against the body, sums of 70

case    l1_f16
op      ai.lossgraph::L1Loss 1
attr    reduction "none"
in      input f16 [2] values 1 -2.5
in      target f16 [1] values 0.5
out     loss f16 [2] values 0.5 3
value   rtol 0 atol 0

case    l1_wanted_only
op      ai.lossgraph::L1LossGrad 1
attr    reduction "sum"
in      grad_output f64 [] values 1
in      input f64 [2] values 1 2
in      target f64 [1] values 0
out     grad_input unwanted
out     grad_target f64 [1] values -2
value   rtol 0 atol 0

case    bad_beta
op      ai.lossgraph::SmoothL1Loss 1
attr    beta -1
in      input f64 [2] values 0 0
in      target f64 [2] values 0 0
error   MODEL beta

case    bad_delta
op      ai.lossgraph::HuberLoss 1
attr    delta 0
in      input f64 [2] values 0 0
in      target f64 [2] values 0 0
error   MODEL delta

case    bad_shapes
op      ai.lossgraph::L1Loss 1
in      input f64 [3] values 0 0 0
in      target f64 [4] values 0 0 0 0
error   SHAPE 3 4

case    bad_weight_shape
op      ai.lossgraph::MSELoss 1
in      input f64 [3] values 0 0 0
in      target f64 [3] values 0 0 0
in      weight f64 [1] values 0
error   SHAPE 3 1

case    bad_reduction
op      ai.lossgraph::L1Loss 1
attr    reduction "average"
in      input f64 [3] values 0 0 0
in      target f64 [3] values 0 0 0
error   MODEL reduction

case    bad_upstream
op      ai.lossgraph::MSELossGrad 1
attr    reduction "none"
in      grad_output f64 [3] values 0 0 0
in      input f64 [2] values 0 0
in      target f64 [2] values 0 0
error   SHAPE 3 2

case    bad_upstream_rank
op      ai.lossgraph::MSELossGrad 1
attr    reduction "mean"
in      grad_output f64 [2] values 0 0
in      input f64 [2] values 0 0
in      target f64 [2] values 0 0
error   SHAPE rank
