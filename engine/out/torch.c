/* SPDX-License-Identifier: MIT */
#include "out/torch.h"

#include "out/translate.h"

#include <string.h>

static const struct
{
  LabPythonHelpers flag;
  const char *text;
} HELPERS[] = {
  { LAB_PYTHON_NEEDS_NUMBER,
    "def number(x):\n"
    "    \"\"\"A number as a tensor, which takes on the precision of what it meets.\"\"\"\n"
    "    return torch.as_tensor(x, dtype=torch.float64)\n" },
  { LAB_PYTHON_NEEDS_SPREAD,
    "def spread(x, like, *shape):\n"
    "    \"\"\"The same number, or numbers, in a larger shape.\"\"\"\n"
    "    return torch.as_tensor(x, dtype=like.dtype, device=like.device).expand(shape)\n" },
  { LAB_PYTHON_NEEDS_PICK,
    "def pick(v, y):\n"
    "    \"\"\"v[y]: of each picture the number at its target, [B,K] -> [B].\"\"\"\n"
    "    return v.gather(1, y[:, None])[:, 0]\n" },
  { LAB_PYTHON_NEEDS_LOG_OTHERS,
    "def log_others(z):\n"
    "    \"\"\"log(1 - softmax(z)); of the likeliest class from the others, so that nothing "
    "cancels.\"\"\"\n"
    "    top = z.argmax(-1, keepdim=True)\n"
    "    others = torch.logsumexp(z.scatter(-1, top, -math.inf), -1, keepdim=True)\n"
    "    p = torch.softmax(z, -1).scatter(-1, top, 0.0)\n"
    "    return torch.log1p(-p).scatter(-1, top, others - torch.logsumexp(z, -1, "
    "keepdim=True))\n" },
};

char *
lab_torch_helpers (guint helpers)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (HELPERS); i++)
    if ((helpers & HELPERS[i].flag) != 0)
      g_string_append_printf (out, "\n\n%s", HELPERS[i].text);
  return g_string_free (out, FALSE);
}

char *
lab_torch_class_name (const char *id)
{
  GString *out = g_string_new (NULL);
  gboolean upper = TRUE;

  for (const char *at = id; *at != '\0'; at++)
    {
      if (g_ascii_isalnum (*at))
        g_string_append_c (out, upper ? g_ascii_toupper (*at) : *at);
      upper = !g_ascii_isalnum (*at);
    }
  if (out->len == 0 || g_ascii_isdigit (out->str[0]))
    g_string_prepend (out, "A");
  g_string_append (out, "Loss");
  return g_string_free (out, FALSE);
}

/* ---- methods ---- */

static gboolean
is_attribute (const LabPythonMethod *self, const char *name)
{
  for (guint i = 0; i < self->attributes->len; i++)
    if (g_str_equal (self->attributes->pdata[i], name))
      return TRUE;
  return FALSE;
}

/* The attributes that the body uses, in one line at its beginning. */
static void
append_attributes (GString *out, const LabPythonMethod *method)
{
  const GPtrArray *names = method->attributes;

  if (names->len == 0)
    return;
  g_string_append (out, "        ");
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", (const char *) names->pdata[i]);
  g_string_append (out, " = ");
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (out, "%sself.%s", i > 0 ? ", " : "", (const char *) names->pdata[i]);
  g_string_append_c (out, '\n');
}

/* Arguments that a loss takes besides logits and target, in their order. */
static const LabInputId ARGUMENTS[]
    = { LAB_INPUT_Z2, LAB_INPUT_Y2, LAB_INPUT_PROGRESS, LAB_INPUT_THETA };

static void
append_arguments (GString *out, const LabPythonMethod *method)
{
  for (guint i = 0; i < G_N_ELEMENTS (ARGUMENTS); i++)
    if ((method->inputs & (1u << ARGUMENTS[i])) != 0)
      g_string_append_printf (out, ", %s", lab_inputs[ARGUMENTS[i]].name);
}

static void
append_forward (GString *out, const LabPythonMethod *method, LabPython loss)
{
  g_string_append (out, "\n    def forward(self, z, y");
  append_arguments (out, method);
  g_string_append (out, "):\n");
  append_attributes (out, method);
  g_string_append (out, method->lines->str);
  if (loss.kind == LAB_PYTHON_NUMBER)
    g_string_append_printf (out, "        return torch.as_tensor(%s, dtype=z.dtype)\n", loss.text);
  else
    g_string_append_printf (out, "        return %s%s\n", loss.text,
                            loss.shape != LAB_SHAPE_SCALAR ? ".mean()" : "");
}

static void
append_weights (GString *out, const LabPythonMethod *method, LabPython weights)
{
  g_string_append (out,
                   "\n    def weights(self, counts):\n"
                   "        \"\"\"The class weights to begin with, from the training pictures of "
                   "each class.\"\"\"\n");
  append_attributes (out, method);
  g_string_append (out, method->lines->str);
  if (weights.shape == LAB_SHAPE_SCALAR)
    g_string_append_printf (out, "        return spread(%s, counts, len(counts))\n", weights.text);
  else
    g_string_append_printf (out, "        return %s\n", weights.text);
}

static void
append_prediction (GString *out, const LabPythonMethod *method, LabPython prediction)
{
  g_string_append (out, "\n    def prediction(self, z");
  append_arguments (out, method);
  g_string_append (out, "):\n"
                        "        \"\"\"What the network is taken to say, a row of probabilities "
                        "for each picture.\"\"\"\n");
  append_attributes (out, method);
  g_string_append (out, method->lines->str);
  g_string_append_printf (out, "        return %s\n", prediction.text);
}

/* ---- the class ---- */

static const LabInputId DATA[] = { LAB_INPUT_W, LAB_INPUT_COUNTS, LAB_INPUT_W2, LAB_INPUT_COUNTS2 };

/* @methods: [3] */
static gboolean
uses_data (const LabPythonMethod *methods, LabInputId id)
{
  for (guint i = 0; i < 3; i++)
    if (methods[i].formula != NULL && is_attribute (&methods[i], lab_inputs[id].name))
      return TRUE;
  return FALSE;
}

static void
append_constructor (GString *out, const LabFormula *formula, const LabPythonMethod *methods,
                    const double *values)
{
  g_autoptr (GString) signature = g_string_new (NULL), body = g_string_new (NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE], least[G_ASCII_DTOSTR_BUF_SIZE],
      greatest[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (DATA); i++)
    if (uses_data (methods, DATA[i]))
      {
        const char *name = lab_inputs[DATA[i]].name;

        g_string_append_printf (signature, ", %s", name);
        g_string_append_printf (body,
                                "        self.register_buffer(\"%s\", torch.as_tensor(%s, "
                                "dtype=torch.get_default_dtype()))\n",
                                name, name);
      }
  for (guint i = 0; i < formula->n_parameters; i++)
    {
      const LabFormulaParameter *p = &formula->parameters[i];
      g_autofree char *name = lab_python_name (formula, p->name);

      g_string_append_printf (signature, ", %s=%s", name,
                              lab_python_number (values != NULL ? values[i] : p->value, number));
      g_string_append_printf (body, "        self.%s = %s  # %s to %s\n", name, name,
                              lab_python_number (p->least, least),
                              lab_python_number (p->greatest, greatest));
    }
  for (guint i = 0; i < formula->n_learned; i++)
    {
      g_autofree char *name = lab_python_name (formula, formula->learned[i].name);

      g_string_append_printf (signature, ", %s=%s", name,
                              lab_python_number (formula->learned[i].value, number));
      g_string_append_printf (body, "        self.%s = nn.Parameter(torch.tensor(float(%s)))\n",
                              name, name);
    }
  if (signature->len > 0)
    g_string_append_printf (out, "\n    def __init__(self%s):\n        super().__init__()\n%s",
                            signature->str, body->str);
}

char *
lab_torch_module (const LabFormula *formula, const char *class_name, const double *values,
                  guint *helpers)
{
  static const char *const NAMES[] = { "loss", "weights", "prediction" };
  static void (*const APPEND[]) (GString *, const LabPythonMethod *, LabPython)
      = { append_forward, append_weights, append_prediction };
  GString *out = g_string_new (NULL), *bodies = g_string_new (NULL);
  g_autofree char *words = lab_python_docstring (formula->text, 4);
  LabPythonMethod methods[G_N_ELEMENTS (NAMES)] = { 0 };

  g_string_append_printf (out, "class %s(nn.Module):\n", class_name);
  if (words[0] != '\0')
    g_string_append_printf (out, "    \"\"\"%s%s\"\"\"\n", words,
                            strchr (words, '\n') != NULL ? "\n    " : "");
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    if (lab_formula_find (formula, NAMES[i]) != NULL)
      {
        LabPython value;

        lab_python_method_init (&methods[i], formula, i == 1 ? "counts" : "z");
        value = lab_python_value (&methods[i], lab_translate (&methods[i], NAMES[i]));
        if (i == 1 && value.shape == LAB_SHAPE_SCALAR)
          methods[i].helpers |= LAB_PYTHON_NEEDS_SPREAD;
        *helpers |= methods[i].helpers;
        APPEND[i](bodies, &methods[i], value);
      }
  append_constructor (out, formula, methods, values);
  g_string_append (out, words[0] == '\0' && out->str[out->len - 2] == ':' ? bodies->str + 1
                                                                          : bodies->str);
  g_string_free (bodies, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    if (methods[i].formula != NULL)
      lab_python_method_clear (&methods[i]);
  return g_string_free (out, FALSE);
}
