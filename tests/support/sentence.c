/* SPDX-License-Identifier: MIT */
/*
 * An expression of a shape is a name of that shape, an operator of that reach, or a reduction of
 * what has one shape more. The first of several choices is always the simplest one, so that a
 * fuzzer's bytes come to an end.
 */
#include "sentence.h"

#include <string.h>

static guint
choose_random (LabSentence *self, guint n)
{
  return lab_random_below (&self->random, n);
}

static guint
choose_byte (LabSentence *self, guint n)
{
  guint choice;

  if (self->size == 0)
    return 0;
  choice = *self->data % n;
  self->data++;
  self->size--;
  return choice;
}

void
lab_sentence_init_random (LabSentence *self, guint32 index)
{
  *self = (LabSentence){ .choose = choose_random, .n_tasks = 1 };
  lab_random_init (&self->random, 20240229, LAB_STREAM_NOISE, index);
}

void
lab_sentence_init_bytes (LabSentence *self, const guint8 *data, gsize size)
{
  *self = (LabSentence){
    .choose = choose_byte, .n_tasks = 2, .wild = TRUE, .data = data, .size = size
  };
}

static guint
choose (LabSentence *self, guint n)
{
  return self->choose (self, n);
}

#define PICK(self, list) ((list)[choose ((self), G_N_ELEMENTS (list))])

/* ---- names and numbers ---- */

static void
print_number (LabSentence *self, GString *out)
{
  static const char *const TAME[] = { "1", "2", "0.5", "3", "1.25", "0.1", "0", "4" };
  static const char *const WILD[]
      = { "1e-3", "1e308", "1e-308", "5e-324", "1e999", "1e39", "88.8", "255", ".5", "1e", "0x1" };

  g_string_append (out,
                   self->wild && choose (self, 4) == 3 ? PICK (self, WILD) : PICK (self, TAME));
}

static guint
second (guint shape)
{
  return (shape & LAB_SHAPE_K2) != 0;
}

static gboolean
print_own_name (LabSentence *self, guint shape, GString *out)
{
  const guint first = self->n_names == 0 ? 0 : choose (self, self->n_names);

  for (guint i = 0; i < self->n_names; i++)
    {
      const guint at = (first + i) % self->n_names;

      if (self->shapes[at] == shape)
        {
          g_string_append_printf (out, "v%u", at);
          return TRUE;
        }
    }
  return FALSE;
}

static void
print_leaf (LabSentence *self, guint shape, GString *out)
{
  static const char *const SCALARS[]
      = { "K", "progress", "B", "l1(theta)", "l2(theta)", "K2", "theta" };
  static const char *const PICTURES[2][5] = { { "p[y]", "z[y]", "y", "z[1]", "w[y]" },
                                              { "p2[y2]", "z2[y2]", "y2", "z2[0]", "w2[y2]" } };
  static const char *const CLASSES[2][4]
      = { { "k", "w", "prior", "counts" }, { "w2", "prior2", "counts2", "w2" } };
  static const char *const BOTH[2][3] = { { "z", "p", "t" }, { "z2", "p2", "t2" } };

  if (choose (self, 3) == 2 && print_own_name (self, shape, out))
    return;
  switch (shape)
    {
    case LAB_SHAPE_SCALAR:
      if (choose (self, 2) == 0)
        print_number (self, out);
      else
        g_string_append (out, SCALARS[choose (self, self->wild ? 7 : 5)]);
      break;
    case LAB_SHAPE_B:
      g_string_append (out, PICK (self, PICTURES[self->n_tasks > 1 ? choose (self, 2) : 0]));
      break;
    case LAB_SHAPE_K:
    case LAB_SHAPE_K2:
      g_string_append (out, PICK (self, CLASSES[second (shape)]));
      break;
    default:
      g_string_append (out, PICK (self, BOTH[second (shape)]));
    }
}

/* ---- operators ---- */

static void
print_call (LabSentence *self, LabOp op, const guint *shapes, guint depth, GString *out)
{
  g_string_append_printf (out, "%s(", lab_operators[op].name);
  for (guint i = 0; i < lab_operators[op].n_args; i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      lab_sentence_expression (self, shapes[i], depth, out);
    }
  g_string_append_c (out, ')');
}

/* Shapes of operands that make @shape together. */
static void
choose_shapes (LabSentence *self, guint shape, guint n, guint *shapes)
{
  const guint whole = choose (self, n);

  for (guint i = 0; i < n; i++)
    switch (choose (self, 4))
      {
      case 0:
        shapes[i] = shape;
        break;
      case 1:
        shapes[i] = 0;
        break;
      case 2:
        shapes[i] = shape & LAB_SHAPE_B;
        break;
      default:
        shapes[i] = shape & LAB_SHAPE_CLASSES;
      }
  shapes[whole] = shape;
}

static void
print_operator (LabSentence *self, guint shape, guint depth, GString *out)
{
  static const LabOp FUNCTIONS[]
      = { LAB_OP_LOG,      LAB_OP_EXP,   LAB_OP_ABS,     LAB_OP_SQRT,   LAB_OP_TANH,
          LAB_OP_SOFTPLUS, LAB_OP_RELU,  LAB_OP_SIGMOID, LAB_OP_DETACH, LAB_OP_MIN,
          LAB_OP_MAX,      LAB_OP_CLAMP, LAB_OP_WHERE };
  const guint kind = choose (self, 4);
  guint shapes[3];

  if (kind == 3)
    {
      const LabOp op = PICK (self, FUNCTIONS);

      choose_shapes (self, shape, lab_operators[op].n_args, shapes);
      print_call (self, op, shapes, depth, out);
      return;
    }
  /* the four of arithmetic more often than the others */
  {
    const LabOp op = kind == 2 ? LAB_OP_OR + choose (self, LAB_OP_POW - LAB_OP_OR + 1)
                               : LAB_OP_ADD + choose (self, 4);

    choose_shapes (self, shape, lab_operators[op].n_args, shapes);
    g_string_append_c (out, '(');
    if (lab_operators[op].form == LAB_FORM_INFIX)
      {
        lab_sentence_expression (self, shapes[0], depth, out);
        g_string_append_printf (out, " %s ", lab_operators[op].name);
        lab_sentence_expression (self, shapes[1], depth, out);
      }
    else
      {
        g_string_append_printf (out, "%s ", lab_operators[op].name);
        lab_sentence_expression (self, shape, depth, out);
      }
    g_string_append_c (out, ')');
  }
}

static guint
choose_classes (LabSentence *self)
{
  return self->n_tasks > 1 && choose (self, 4) == 3 ? LAB_SHAPE_K2 : LAB_SHAPE_K;
}

static void
print_index (LabSentence *self, guint classes, guint shape, guint depth, GString *out)
{
  const gboolean target = (shape & LAB_SHAPE_B) != 0 && choose (self, 3) != 2;

  if (target)
    shape = choose (self, 3) == 2 ? 0 : shape;
  g_string_append_c (out, '(');
  lab_sentence_expression (self, shape | classes, depth, out);
  g_string_append (out, target ? (classes == LAB_SHAPE_K ? ")[y]" : ")[y2]") : ")[1]");
}

/* What makes less shape out of more. */
static void
print_reduction (LabSentence *self, guint shape, guint depth, GString *out)
{
  const gboolean classes_left = (shape & LAB_SHAPE_CLASSES) != 0;
  const gboolean pictures_left = (shape & LAB_SHAPE_B) != 0;
  guint of = shape;

  if (classes_left && (pictures_left || choose (self, 2) == 0))
    print_call (self, LAB_OP_SOFTMAX, &of, depth, out);
  else if (!pictures_left && choose (self, 2) == 0)
    {
      of |= LAB_SHAPE_B;
      print_call (self, LAB_OP_SUM_BATCH + choose (self, 4), &of, depth, out);
    }
  else if (!pictures_left && !classes_left && choose (self, 3) == 0)
    {
      of = choose (self, 4);
      print_call (self, LAB_OP_SUM + choose (self, 2), &of, depth, out);
    }
  else if (classes_left)
    print_leaf (self, shape, out);
  else if (choose (self, 3) == 0)
    print_index (self, choose_classes (self), shape, depth, out);
  else
    {
      of |= choose_classes (self);
      print_call (self, LAB_OP_SUM_CLASSES + choose (self, 5), &of, depth, out);
    }
}

static void
print_stray (LabSentence *self, GString *out)
{
  static const char *const WORDS[] = {
    "p_y",     "z",    "[B]", "(", ")",       "[",         "]",   "[y2]", "[300]", "in",
    "learned", ",",    "=",   "#", "\n",      ";",         "not", "−",    "×",     "**",
    "&&",      "loss", "v0",  "{", "weights", "log(p[y])", "[k]", "é",    "ln(2)", "in [0, 1] log"
  };

  g_string_append (out, PICK (self, WORDS));
}

void
lab_sentence_expression (LabSentence *self, guint shape, guint depth, GString *out)
{
  const guint kind = depth == 0 ? 0 : choose (self, 6);

  if (self->wild && out->len > 6000)
    return;
  if (self->wild && choose (self, 64) == 63)
    print_stray (self, out);
  if (kind == 0)
    print_leaf (self, shape, out);
  else if (kind <= 3)
    print_operator (self, shape, depth - 1, out);
  else
    print_reduction (self, shape, depth - 1, out);
}

/* ---- texts ---- */

static guint
choose_shape (LabSentence *self)
{
  static const guint8 SHAPES[] = { LAB_SHAPE_B, LAB_SHAPE_B | LAB_SHAPE_K,  LAB_SHAPE_SCALAR,
                                   LAB_SHAPE_K, LAB_SHAPE_B | LAB_SHAPE_K2, LAB_SHAPE_K2 };

  return SHAPES[choose (self, self->n_tasks > 1 ? 6 : 4)];
}

static void
print_line (LabSentence *self, guint depth, GString *out)
{
  guint shape = LAB_SHAPE_SCALAR;

  g_string_append_printf (out, "v%u = ", self->n_names);
  switch (choose (self, 4))
    {
    case 1:
      g_string_append (out, choose (self, 2) == 0 ? "0.5 in [-1, 2]" : "2 in [1e-2, 10] log");
      break;
    case 2:
      g_string_append (out, choose (self, 2) == 0 ? "0.7 learned" : "-0.25 learned");
      break;
    default:
      shape = choose_shape (self);
      lab_sentence_expression (self, shape, depth, out);
    }
  g_string_append_c (out, '\n');
  self->shapes[self->n_names++] = (guint8) shape;
}

char *
lab_sentence_text (LabSentence *self, guint depth)
{
  static const guint8 SHAPES[] = { LAB_SHAPE_B, LAB_SHAPE_SCALAR, LAB_SHAPE_K };
  GString *out = g_string_new (NULL);
  const guint n = choose (self, self->wild ? 10 : 4);

  while (self->n_names < n)
    print_line (self, depth / 2, out);
  if (self->wild && choose (self, 4) == 3)
    {
      g_string_append (out, "weights = ");
      lab_sentence_expression (self, LAB_SHAPE_K, depth / 2, out);
      g_string_append_c (out, '\n');
    }
  if (self->wild && choose (self, 4) == 3)
    {
      g_string_append (out, "prediction = ");
      lab_sentence_expression (self, LAB_SHAPE_B | LAB_SHAPE_K, depth / 2, out);
      g_string_append_c (out, '\n');
    }
  g_string_append (out, "loss = ");
  lab_sentence_expression (self, PICK (self, SHAPES), depth, out);
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}
