package ai.kern.tool;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Reads numbers into the types that hold too little of them. The mapper's own readers wrap a byte, make infinity of what is too
 * large for a double, and round large integers: a person would be shown another number than the tool receives. Here these are
 * errors. Fractions are still rounded to the nearest double, as everywhere.
 */
final class ExactNumbers {
    /** How many decimal digits come back unchanged, whatever they are. */
    private static final int DIGITS_OF_DOUBLE = 15;

    private static final int DIGITS_OF_FLOAT = 6;

    private ExactNumbers() {}

    static SimpleModule module() {
        return new SimpleModule("exact numbers")
                .addDeserializer(byte.class, new Reader<>(byte.class, ExactNumbers::readByte))
                .addDeserializer(Byte.class, new Reader<>(Byte.class, ExactNumbers::readByte))
                .addDeserializer(double.class, new Reader<>(double.class, ExactNumbers::readDouble))
                .addDeserializer(Double.class, new Reader<>(Double.class, ExactNumbers::readDouble))
                .addDeserializer(float.class, new Reader<>(float.class, ExactNumbers::readFloat))
                .addDeserializer(Float.class, new Reader<>(Float.class, ExactNumbers::readFloat))
                .addDeserializer(double[].class, new Reader<>(double[].class, ExactNumbers::readDoubles))
                .addDeserializer(float[].class, new Reader<>(float[].class, ExactNumbers::readFloats))
                .addDeserializer(OptionalDouble.class, new OptionalDoubleReader());
    }

    private static byte readByte(JsonParser parser, DeserializationContext context) {
        int value = context.readValue(parser, int.class);
        if (value < Byte.MIN_VALUE || value > Byte.MAX_VALUE) {
            return context.reportInputMismatch(byte.class, "%d is out of the range of a byte, -128 to 127", value);
        }
        return (byte) value;
    }

    private static double readDouble(JsonParser parser, DeserializationContext context) {
        BigDecimal exact = readNumber(parser, context, double.class);
        double value = exact.doubleValue();
        return Double.isFinite(value) && holds(exact, value, DIGITS_OF_DOUBLE)
                ? value
                : context.reportInputMismatch(double.class, "%s is beyond what a double holds", exact);
    }

    private static float readFloat(JsonParser parser, DeserializationContext context) {
        BigDecimal exact = readNumber(parser, context, float.class);
        float value = exact.floatValue();
        return Float.isFinite(value) && holds(exact, value, DIGITS_OF_FLOAT)
                ? value
                : context.reportInputMismatch(float.class, "%s is beyond what a float holds", exact);
    }

    /** Whether a fraction, an integer of few digits, or exactly this number. */
    private static boolean holds(BigDecimal exact, double value, int digits) {
        BigDecimal stripped = exact.stripTrailingZeros();
        return stripped.scale() > 0 || stripped.precision() <= digits || exact.compareTo(new BigDecimal(value)) == 0;
    }

    private static BigDecimal readNumber(JsonParser parser, DeserializationContext context, Class<?> type) {
        return parser.currentToken().isNumeric()
                ? parser.getDecimalValue()
                : (BigDecimal) context.handleUnexpectedToken(type, parser);
    }

    private static double[] readDoubles(JsonParser parser, DeserializationContext context) {
        return readAll(parser, context, double[].class, ExactNumbers::readDouble).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static float[] readFloats(JsonParser parser, DeserializationContext context) {
        List<Float> values = readAll(parser, context, float[].class, ExactNumbers::readFloat);
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    private static <T> List<T> readAll(
            JsonParser parser, DeserializationContext context, Class<?> type, NumberReader<T> reader) {
        List<T> values = new ArrayList<>();
        if (!parser.isExpectedStartArrayToken()) {
            context.handleUnexpectedToken(type, parser);
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(reader.read(parser, context));
        }
        return values;
    }

    private interface NumberReader<T> {
        T read(JsonParser parser, DeserializationContext context);
    }

    private static final class Reader<T> extends StdDeserializer<T> {
        private final transient NumberReader<T> reader;
        private final boolean primitive;

        Reader(Class<T> type, NumberReader<T> reader) {
            super(type);
            this.reader = reader;
            this.primitive = type.isPrimitive();
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            return reader.read(parser, context);
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return primitive ? context.reportInputMismatch(this, "null is not a number") : super.getNullValue(context);
        }
    }

    private static final class OptionalDoubleReader extends StdDeserializer<OptionalDouble> {
        OptionalDoubleReader() {
            super(OptionalDouble.class);
        }

        @Override
        public OptionalDouble deserialize(JsonParser parser, DeserializationContext context) {
            return OptionalDouble.of(readDouble(parser, context));
        }

        @Override
        public OptionalDouble getNullValue(DeserializationContext context) {
            return OptionalDouble.empty();
        }
    }
}
