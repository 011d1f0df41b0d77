// Writes test/fixtures/vectors/java-dates.json: what Java makes of every run of a letter, where its two formatters agree.
//   java test/mambu/template/java-dates.java > test/fixtures/vectors/java-dates.json
import java.text.SimpleDateFormat;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.SimpleTimeZone;

class JavaDates {
  static final String[] VALUES = {
    "2026-02-03T04:05:06.789+01:00", "2026-12-31T23:59:59.007Z", "2027-01-01T00:00:00Z",
    "2026-07-15T12:30:00.000-03:30", "2024-02-29T13:00:00+05:00", "1999-09-10T11:22:33.040-08:00",
  };

  public static void main(String[] args) {
    StringBuilder out = new StringBuilder("{\n");
    for (int v = 0; v < VALUES.length; v++) {
      out.append("  \"").append(VALUES[v]).append("\": {");
      boolean first = true;
      for (char letter = 'A'; letter <= 'z'; letter++) {
        if (!Character.isLetter(letter)) continue;
        for (int count = 1; count <= 6; count++) {
          String pattern = String.valueOf(letter).repeat(count);
          String simple = simple(VALUES[v], pattern), formatter = formatter(VALUES[v], pattern);
          if (simple == null || !simple.equals(formatter)) continue;
          out.append(first ? "" : ",").append("\n    \"").append(pattern).append("\": \"").append(simple).append("\"");
          first = false;
        }
      }
      out.append("\n  }").append(v == VALUES.length - 1 ? "\n" : ",\n");
    }
    System.out.println(out.append("}"));
  }

  static String simple(String value, String pattern) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(value);
      SimpleDateFormat format = new SimpleDateFormat(pattern, Locale.ENGLISH);
      int offset = time.getOffset().getTotalSeconds() * 1000;
      format.setCalendar(new GregorianCalendar(new SimpleTimeZone(offset, "GMT"), Locale.ENGLISH));
      return format.format(Date.from(time.toInstant()));
    } catch (IllegalArgumentException refused) {
      return null;
    }
  }

  static String formatter(String value, String pattern) {
    try {
      return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(OffsetDateTime.parse(value));
    } catch (RuntimeException refused) {
      return null;
    }
  }
}
