/* SPDX-License-Identifier: MIT */
/*
 * Python as text: names, literals, variables, and operators applied to operands.
 *
 * A tensor has the shape that the loss language gives the value: [B] and [K] have one dimension,
 * [B,K] has two. PyTorch matches dimensions from the last one on, so [K] meets [B,K] by itself and
 * [B] gets a dimension first, x[:, None].
 */
#include "out/python.h"

#include <string.h>

#define LONG_TEXT 64u

/* ---- names ---- */

/* Words of Python, names that the script or a method of it has, and what nn.Module has. Names of
 * the loss language itself (z, p, w, exp...) cannot be defined in a text. */
static const char *const TAKEN[] = {
  "False",
  "None",
  "True",
  "and",
  "as",
  "assert",
  "async",
  "await",
  "break",
  "class",
  "continue",
  "def",
  "del",
  "elif",
  "else",
  "except",
  "finally",
  "for",
  "from",
  "global",
  "if",
  "import",
  "in",
  "is",
  "lambda",
  "nonlocal",
  "not",
  "or",
  "pass",
  "raise",
  "return",
  "try",
  "while",
  "with",
  "yield",
  /* the script's */
  "F",
  "float",
  "len",
  "log_others",
  "math",
  "nn",
  "number",
  "pick",
  "self",
  "spread",
  "super",
  "torch",
  /* nn.Module's */
  "T_destination",
  "add_module",
  "apply",
  "bfloat16",
  "buffers",
  "call_super_init",
  "children",
  "compile",
  "cpu",
  "cuda",
  "double",
  "dump_patches",
  "eval",
  "extra_repr",
  "forward",
  "get_buffer",
  "get_extra_state",
  "get_parameter",
  "get_submodule",
  "half",
  "ipu",
  "load_state_dict",
  "modules",
  "mtia",
  "named_buffers",
  "named_children",
  "named_modules",
  "named_parameters",
  "parameters",
  "register_backward_hook",
  "register_buffer",
  "register_forward_hook",
  "register_forward_pre_hook",
  "register_full_backward_hook",
  "register_full_backward_pre_hook",
  "register_load_state_dict_post_hook",
  "register_load_state_dict_pre_hook",
  "register_module",
  "register_parameter",
  "register_state_dict_post_hook",
  "register_state_dict_pre_hook",
  "requires_grad_",
  "set_extra_state",
  "set_submodule",
  "share_memory",
  "state_dict",
  "to",
  "to_empty",
  "train",
  "training",
  "type",
  "xpu",
  "zero_grad",
};

static gboolean
is_taken (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (TAKEN); i++)
    if (g_str_equal (TAKEN[i], name))
      return TRUE;
  return FALSE;
}

static gboolean
is_defined (const LabFormula *formula, const char *name)
{
  for (guint i = 0; i < formula->tree->statements->len; i++)
    if (g_str_equal (g_array_index (formula->tree->statements, LabStatement, i).name, name))
      return TRUE;
  return FALSE;
}

char *
lab_python_name (const LabFormula *formula, const char *name)
{
  /* A class changes names that begin with two underlines. */
  GString *out = g_string_new (name[0] == '_' ? "v" : "");

  g_string_append (out, name);
  while (is_taken (out->str) || (!g_str_equal (out->str, name) && is_defined (formula, out->str)))
    g_string_append_c (out, '_');
  return g_string_free (out, FALSE);
}

/* ---- literals ---- */

const char *
lab_python_number (double value, char buffer[G_ASCII_DTOSTR_BUF_SIZE])
{
  g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, "%.15g", value);
  return g_ascii_strtod (buffer, NULL) < value || g_ascii_strtod (buffer, NULL) > value
             ? lab_number_exact (value, buffer)
             : buffer;
}

/* @quote: whether a quotation mark must not stand as it is */
static void
append_escaped (GString *out, const char *at, gboolean quote)
{
  const guchar c = (guchar) *at;

  if (c == '\\' || (c == '"' && quote))
    g_string_append_printf (out, "\\%c", c);
  else if (c == '\n')
    g_string_append (out, "\\n");
  else if (c < 0x20 || c == 0x7f)
    g_string_append_printf (out, "\\x%02x", c);
  else
    g_string_append_c (out, (char) c);
}

char *
lab_python_quote (const char *text)
{
  GString *out = g_string_new ("\"");

  for (const char *at = text; *at != '\0'; at++)
    append_escaped (out, at, TRUE);
  g_string_append_c (out, '"');
  return g_string_free (out, FALSE);
}

char *
lab_python_docstring (const char *text, guint indent)
{
  GString *out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL && lines[i][0] == '#'; i++)
    {
      const char *line = g_strchomp (lines[i] + 1);

      if (*line == ' ')
        line++;
      if (n++ > 0)
        g_string_append_c (out, '\n');
      if (n > 1 && *line != '\0')
        g_string_append_printf (out, "%*s", (int) indent, "");
      for (; *line != '\0'; line++)
        append_escaped (out, line, line[1] == '"' || line[1] == '\0');
    }
  return g_string_free (out, FALSE);
}

/* ---- a method ---- */

void
lab_python_method_init (LabPythonMethod *self, const LabFormula *formula, const char *like)
{
  *self = (LabPythonMethod){
    .formula = formula,
    .like = like,
    .lines = g_string_new (NULL),
    .attributes = g_ptr_array_new (),
    .texts = g_string_chunk_new (1024),
    .taken = g_hash_table_new (g_str_hash, g_str_equal),
    .known = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free),
  };
  lab_recognise_init (&self->recognise, formula);
  for (guint i = 0; i < formula->tree->statements->len; i++)
    {
      g_autofree char *name
          = lab_python_name (formula,
                             g_array_index (formula->tree->statements, LabStatement, i).name);

      g_hash_table_add (self->taken, g_string_chunk_insert (self->texts, name));
    }
}

void
lab_python_method_clear (LabPythonMethod *self)
{
  lab_recognise_clear (&self->recognise);
  g_string_free (self->lines, TRUE);
  g_ptr_array_unref (self->attributes);
  g_string_chunk_free (self->texts);
  g_hash_table_unref (self->taken);
  g_hash_table_unref (self->known);
}

LabPython
lab_python_make (LabPythonMethod *self, guint shape, LabPythonKind kind, LabPythonBinds binds,
                 const char *format, ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return (LabPython){ g_string_chunk_insert (self->texts, text), (guint8) shape, (guint8) kind,
                      (guint8) binds };
}

static void add_line (LabPythonMethod *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
add_line (LabPythonMethod *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_string_append (self->lines, "        ");
  g_string_append_vprintf (self->lines, format, arguments);
  g_string_append_c (self->lines, '\n');
  va_end (arguments);
}

gboolean
lab_python_known (const LabPythonMethod *self, const char *key, LabPython *value)
{
  const LabPython *kept = g_hash_table_lookup (self->known, key);

  if (kept != NULL)
    *value = *kept;
  return kept != NULL;
}

LabPython
lab_python_keep (LabPythonMethod *self, const char *key, const char *name, gboolean own,
                 LabPython value)
{
  g_autofree char *free_name = g_strdup (name);
  LabPython kept = value;

  for (guint n = 2;
       !own && (g_hash_table_contains (self->taken, free_name) || is_taken (free_name)); n++)
    {
      g_free (free_name);
      free_name = g_strdup_printf ("%s_%u", name, n);
    }
  kept.text = g_string_chunk_insert (self->texts, free_name);
  kept.binds = LAB_PYTHON_ATOM;
  g_hash_table_add (self->taken, (gpointer) kept.text);
  add_line (self, "%s = %s", kept.text, value.text);
  g_hash_table_insert (self->known, g_string_chunk_insert (self->texts, key),
                       g_memdup2 (&kept, sizeof kept));
  return kept;
}

gboolean
lab_python_is_name (LabPython of)
{
  return strspn (of.text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_") == strlen (of.text)
         && !g_ascii_isdigit (of.text[0]);
}

LabPython
lab_python_variable (LabPythonMethod *self, const char *name, LabPython value)
{
  g_autofree char *key = g_strconcat ("= ", value.text, NULL);
  LabPython kept;

  if (lab_python_is_name (value))
    return value;
  return lab_python_known (self, key, &kept) ? kept
                                             : lab_python_keep (self, key, name, FALSE, value);
}

LabPython
lab_python_brief (LabPythonMethod *self, LabPython value)
{
  return strlen (value.text) > LONG_TEXT ? lab_python_variable (self, "part", value) : value;
}

const char *
lab_python_attribute (LabPythonMethod *self, const char *name)
{
  const char *kept = g_string_chunk_insert_const (self->texts, name);

  if (!g_ptr_array_find (self->attributes, kept, NULL))
    g_ptr_array_add (self->attributes, (gpointer) kept);
  return kept;
}

/* ---- values ---- */

const char *
lab_python_hold (LabPythonMethod *self, LabPython of, LabPythonBinds least)
{
  return of.binds >= least
             ? of.text
             : lab_python_make (self, of.shape, of.kind, LAB_PYTHON_ATOM, "(%s)", of.text).text;
}

LabPython
lab_python_value (LabPythonMethod *self, LabPython of)
{
  switch ((LabPythonKind) of.kind)
    {
    case LAB_PYTHON_TRUTH:
      return lab_python_make (self, of.shape, LAB_PYTHON_NUMBER, LAB_PYTHON_ATOM, "float(%s)",
                              of.text);
    case LAB_PYTHON_INTEGERS:
    case LAB_PYTHON_TRUTHS:
      return lab_python_make (self, of.shape, LAB_PYTHON_TENSOR, LAB_PYTHON_ATOM, "%s.to(%s.dtype)",
                              lab_python_hold (self, of, LAB_PYTHON_ATOM), self->like);
    case LAB_PYTHON_NUMBER:
    case LAB_PYTHON_TENSOR:
    default:
      return of;
    }
}

LabPython
lab_python_tensor (LabPythonMethod *self, LabPython of)
{
  of = lab_python_value (self, of);
  if (of.kind == LAB_PYTHON_TENSOR)
    return of;
  self->helpers |= LAB_PYTHON_NEEDS_NUMBER;
  return lab_python_make (self, of.shape, LAB_PYTHON_TENSOR, LAB_PYTHON_ATOM, "number(%s)",
                          of.text);
}

LabPython
lab_python_condition (LabPythonMethod *self, LabPython of)
{
  if (of.kind == LAB_PYTHON_TRUTH || of.kind == LAB_PYTHON_TRUTHS)
    return of;
  return lab_python_make (self, of.shape,
                          of.kind == LAB_PYTHON_NUMBER ? LAB_PYTHON_TRUTH : LAB_PYTHON_TRUTHS,
                          LAB_PYTHON_COMPARISON, "%s != 0",
                          lab_python_hold (self, of, LAB_PYTHON_BIT_OR));
}

LabPython
lab_python_broadcast (LabPythonMethod *self, LabPython of, guint shape)
{
  if (of.shape != LAB_SHAPE_B || (shape & LAB_SHAPE_CLASSES) == 0)
    return of;
  return lab_python_make (self, of.shape, of.kind, LAB_PYTHON_ATOM, "%s[:, None]",
                          lab_python_hold (self, of, LAB_PYTHON_ATOM));
}

/* ---- operators ---- */

/* How an operator's text holds together: the whole of it, and at the least each operand. */
typedef struct
{
  LabPythonBinds whole;
  LabPythonBinds operands[3];
} Holds;

static Holds
holds_of (LabOp op)
{
  switch (op)
    {
    case LAB_OP_OR:
      return (Holds){ LAB_PYTHON_BIT_OR, { LAB_PYTHON_BIT_OR, LAB_PYTHON_BIT_AND } };
    case LAB_OP_AND:
      return (Holds){ LAB_PYTHON_BIT_AND, { LAB_PYTHON_BIT_AND, LAB_PYTHON_SUM } };
    case LAB_OP_NOT:
    case LAB_OP_NEG:
      return (Holds){ LAB_PYTHON_SIGN, { LAB_PYTHON_SIGN } };
    case LAB_OP_LT:
    case LAB_OP_LE:
    case LAB_OP_GT:
    case LAB_OP_GE:
    case LAB_OP_EQ:
    case LAB_OP_NE:
      return (Holds){ LAB_PYTHON_COMPARISON, { LAB_PYTHON_BIT_OR, LAB_PYTHON_BIT_OR } };
    case LAB_OP_ADD:
    case LAB_OP_SUB:
      return (Holds){ LAB_PYTHON_SUM, { LAB_PYTHON_SUM, LAB_PYTHON_PRODUCT } };
    case LAB_OP_MUL:
    case LAB_OP_DIV:
      return (Holds){ LAB_PYTHON_PRODUCT, { LAB_PYTHON_PRODUCT, LAB_PYTHON_SIGN } };
    case LAB_OP_POW:
      return (Holds){ LAB_PYTHON_POWER, { LAB_PYTHON_ATOM, LAB_PYTHON_SIGN } };
    case LAB_OP_DETACH:
      return (Holds){ LAB_PYTHON_ATOM, { LAB_PYTHON_ATOM } };
    default:
      return (Holds){ LAB_PYTHON_ATOM, { 0 } };
    }
}

static gboolean
is_comparison (LabOp op)
{
  return LAB_OP_LT <= op && op <= LAB_OP_NE;
}

static gboolean
is_logical (LabOp op)
{
  return LAB_OP_OR <= op && op <= LAB_OP_NOT;
}

/* What is between Python's own numbers stays a number; and, or, not of its own truths are words. */
static gboolean
is_plain (LabOp op)
{
  return is_comparison (op) || (LAB_OP_ADD <= op && op <= LAB_OP_POW);
}

static LabPython
fill_in (LabPythonMethod *self, LabOp op, const LabPython *args, guint shape, LabPythonKind kind)
{
  const Holds holds = holds_of (op);
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *at = lab_operators[op].torch; *at != '\0'; at++)
    if (at[0] == '{' && at[1] == 'd')
      {
        g_string_append_c (out, (args[0].shape & LAB_SHAPE_B) != 0 ? '1' : '0');
        at += 2;
      }
    else if (at[0] == '{')
      {
        const guint i = (guint) (at[1] - 'a');

        g_string_append (out, lab_python_hold (self, args[i], holds.operands[i]));
        at += 2;
      }
    else
      g_string_append_c (out, *at);
  return lab_python_make (self, shape, kind, holds.whole, "%s", out->str);
}

static LabPython
apply_words (LabPythonMethod *self, LabOp op, const LabPython *args)
{
  if (op == LAB_OP_NOT)
    return lab_python_make (self, 0, LAB_PYTHON_TRUTH, LAB_PYTHON_NOT, "not %s",
                            lab_python_hold (self, args[0], LAB_PYTHON_NOT));
  return lab_python_make (
      self, 0, LAB_PYTHON_TRUTH, op == LAB_OP_OR ? LAB_PYTHON_OR : LAB_PYTHON_AND, "%s %s %s",
      lab_python_hold (self, args[0], op == LAB_OP_OR ? LAB_PYTHON_OR : LAB_PYTHON_AND),
      lab_operators[op].name,
      lab_python_hold (self, args[1], op == LAB_OP_OR ? LAB_PYTHON_AND : LAB_PYTHON_NOT));
}

static guint
shape_of (LabOp op, const LabPython *args, guint n)
{
  guint shape = 0;

  for (guint i = 0; i < n; i++)
    shape |= args[i].shape;
  switch (lab_operators[op].reach)
    {
    case LAB_REACH_OVER_CLASSES:
      return shape & LAB_SHAPE_B;
    case LAB_REACH_OVER_BATCH:
      return shape & LAB_SHAPE_CLASSES;
    case LAB_REACH_OVER_ALL:
      return LAB_SHAPE_SCALAR;
    default:
      return shape;
    }
}

LabPython
lab_python_apply (LabPythonMethod *self, LabOp op, const LabPython *args)
{
  const guint n = lab_operators[op].n_args;
  const guint shape = shape_of (op, args, n);
  gboolean numbers = TRUE;
  LabPython ready[3];

  for (guint i = 0; i < n; i++)
    {
      ready[i] = is_logical (op) ? lab_python_condition (self, args[i]) : args[i];
      if (!is_logical (op) && !(is_comparison (op) && args[i].kind == LAB_PYTHON_INTEGERS))
        ready[i] = lab_python_value (self, args[i]);
      numbers = numbers && ready[i].kind <= LAB_PYTHON_TRUTH;
    }
  if (is_logical (op) && numbers)
    return apply_words (self, op, ready);
  for (guint i = 0; i < n; i++)
    {
      /* clamp takes two numbers as they are */
      const gboolean bounds = op == LAB_OP_CLAMP && i > 0 && ready[1].kind == LAB_PYTHON_NUMBER
                              && ready[2].kind == LAB_PYTHON_NUMBER;

      if (!is_plain (op) && !is_logical (op) && !bounds)
        ready[i] = lab_python_tensor (self, ready[i]);
      if (lab_operators[op].reach == LAB_REACH_ELEMENT)
        ready[i] = lab_python_broadcast (self, ready[i], shape);
    }
  if (is_comparison (op) || is_logical (op))
    return fill_in (self, op, ready, shape, numbers ? LAB_PYTHON_TRUTH : LAB_PYTHON_TRUTHS);
  /* Bounds of several shapes: PyTorch's gradient wants them alike. */
  if (op == LAB_OP_CLAMP
      && (ready[1].kind == LAB_PYTHON_TENSOR || ready[2].kind == LAB_PYTHON_TENSOR))
    return lab_python_make (self, shape, LAB_PYTHON_TENSOR, LAB_PYTHON_ATOM,
                            "torch.clamp(*torch.broadcast_tensors(%s, %s, %s))", ready[0].text,
                            ready[1].text, ready[2].text);
  return fill_in (self, op, ready, shape,
                  is_plain (op) && numbers ? LAB_PYTHON_NUMBER : LAB_PYTHON_TENSOR);
}
