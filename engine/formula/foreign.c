/* SPDX-License-Identifier: MIT */
#include "formula/foreign.h"

typedef struct
{
  const char *wrong;
  const char *right;
} Pair;

static const Pair SIGNS[] = {
  { "**", "^" },      { "&&", "and" },    { "||", "or" },   { "!", "not" },
  { "&", "and" },     { "|", "or" },      { "<>", "!=" },   { ":=", "=" },
  { "{", "(" },       { "}", ")" },       { "−", "-" },     { "–", "-" },
  { "—", "-" },       { "×", "*" },       { "·", "*" },     { "⋅", "*" },
  { "∗", "*" },       { "÷", "/" },       { "∕", "/" },     { "≤", "<=" },
  { "≥", ">=" },      { "≠", "!=" },      { "¬", "not" },   { "∧", "and" },
  { "∨", "or" },      { "²", "^2" },      { "³", "^3" },    { "½", "0.5" },
  { "√", "sqrt" },    { "∑", "sum" },     { "Σ", "sum" },   { "π", "3.14159265358979" },
  { "α", "alpha" },   { "β", "beta" },    { "γ", "gamma" }, { "δ", "delta" },
  { "ε", "epsilon" }, { "ϵ", "epsilon" }, { "η", "eta" },   { "λ", "lambda" },
  { "μ", "mu" },      { "µ", "mu" },      { "ρ", "rho" },   { "σ", "sigma" },
  { "τ", "tau" },     { "φ", "phi" },     { "ω", "omega" }, { "θ", "theta" },
  { "\"", "" },       { "'", "" },        { "“", "" },      { "”", "" },
  { "‘", "" },        { "’", "" },        { "`", "" },      { "$", "" },
  { "\\", "" },
};

static const Pair NAMES[] = {
  { "p_y", "p[y]" },      { "py", "p[y]" },
  { "pt", "p[y]" },       { "p_t", "p[y]" },
  { "z_y", "z[y]" },      { "zy", "z[y]" },
  { "w_y", "w[y]" },      { "wy", "w[y]" },
  { "logits", "z" },      { "logit", "z" },
  { "outputs", "z" },     { "output", "z" },
  { "y_pred", "p" },      { "probs", "p" },
  { "prob", "p" },        { "target", "y" },
  { "label", "y" },       { "y_true", "y" },
  { "targets", "t" },     { "labels", "t" },
  { "onehot", "t" },      { "one_hot", "t" },
  { "weight", "w" },      { "class_weights", "w" },
  { "count", "counts" },  { "n_classes", "K" },
  { "num_classes", "K" }, { "batch_size", "B" },
  { "priors", "prior" },  { "epoch", "progress" },
  { "step", "progress" }, { "pi", "3.14159265358979" },
  { "e", "exp(1)" },      { "x", "z" },
};

static const struct
{
  const char *wrong;
  const char *right;
  const char *hint;
} FUNCTIONS[] = {
  { "ln", "log", NULL },
  { "lse", "logsumexp_classes", NULL },
  { "logsumexp", "logsumexp_classes", NULL },
  { "maximum", "max", NULL },
  { "minimum", "min", NULL },
  { "clip", "clamp", NULL },
  { "if", "where", NULL },
  { "ifelse", "where", NULL },
  { "expit", "sigmoid", NULL },
  { "logistic", "sigmoid", NULL },
  { "stop_gradient", "detach", NULL },
  { "average", "mean", NULL },
  { "avg", "mean", NULL },
  { "pow", NULL, "a power is written a^b" },
  { "square", NULL, "a square is written a^2" },
  { "log_softmax", NULL, "write log(softmax(a)); log(p) is log(softmax(z))" },
  { "logsoftmax", NULL, "write log(softmax(a)); log(p) is log(softmax(z))" },
  { "log_sigmoid", NULL, "write log(sigmoid(a))" },
  { "logsigmoid", NULL, "write log(sigmoid(a))" },
  { "log1p", NULL, "write log(1 + a); it is computed with all digits" },
  { "expm1", NULL, "write exp(a) - 1; it is computed with all digits" },
  { "log2", NULL, "write log(a)/log(2)" },
  { "log10", NULL, "write log(a)/log(10)" },
  { "cross_entropy", NULL, "cross-entropy is -log(p[y])" },
  { "crossentropy", NULL, "cross-entropy is -log(p[y])" },
  { "nll", NULL, "the negative log-likelihood is -log(p[y])" },
  { "nll_loss", NULL, "the negative log-likelihood is -log(p[y])" },
  { "mse", NULL, "the mean squared error is mean_classes((p - t)^2)" },
  { "mse_loss", NULL, "the mean squared error is mean_classes((p - t)^2)" },
  { "argmax", NULL, "the greatest is max_classes(a); where it is, a == max_classes(a)" },
  { "argmin", NULL, "the least is min_classes(a); where it is, a == min_classes(a)" },
  { "one_hot", NULL, "the one-hot targets are t" },
  { "dot", NULL, "write sum_classes(a*b)" },
  { "norm", NULL, "write sqrt(sum_classes(a^2))" },
  { "sign", NULL, "write (a > 0) - (a < 0)" },
};

static const char *
look_up (const Pair *pairs, guint n, const char *wrong)
{
  for (guint i = 0; i < n; i++)
    if (g_ascii_strcasecmp (pairs[i].wrong, wrong) == 0)
      return pairs[i].right;
  return NULL;
}

const char *
lab_foreign_sign (const char *sign)
{
  return look_up (SIGNS, G_N_ELEMENTS (SIGNS), sign);
}

const char *
lab_foreign_name (const char *name)
{
  return look_up (NAMES, G_N_ELEMENTS (NAMES), name);
}

const char *
lab_foreign_function (const char *name, const char **hint)
{
  *hint = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (FUNCTIONS); i++)
    if (g_ascii_strcasecmp (FUNCTIONS[i].wrong, name) == 0)
      {
        *hint = FUNCTIONS[i].hint;
        return FUNCTIONS[i].right;
      }
  return NULL;
}
