import java.sql.*;
import java.util.*;

/** What Metabase, DBeaver or Tableau does through ClickHouse's JDBC driver, with its default settings, as each user that is given by name and password: reads, and tries to write. Prints a line for each thing that it found. */
public class Clients {
  public static void main(String[] args) throws Exception {
    for (int i = 2; i < args.length; i += 2) as(args[i], args[i + 1], args[0], args[1]);
  }

  static void as(String user, String password, String host, String database) throws Exception {
    String url = "jdbc:clickhouse://" + host + "/" + database;
    try (Connection connection = DriverManager.getConnection(url, user, password)) {
      metadata(connection.getMetaData(), database);
      read(connection);
      write(connection, "CSAT");
      error(connection);
    }
    // "decompress": what the driver sends is in ClickHouse's blocks, too.
    try (Connection connection = DriverManager.getConnection(url + "?decompress=true", user, password)) {
      write(connection, "CES");
    }
  }

  static void metadata(DatabaseMetaData about, String database) throws SQLException {
    Set<String> tables = new TreeSet<>();
    try (ResultSet rows = about.getTables(null, database, "account%", null)) {
      while (rows.next()) tables.add(rows.getString("TABLE_NAME"));
    }
    System.out.println("tables " + tables.containsAll(List.of("account_days", "accounts_now")));
    try (ResultSet rows = about.getColumns(null, database, "accounts_now", "score")) {
      while (rows.next()) System.out.println("column " + rows.getString("TYPE_NAME") + ": " + rows.getString("REMARKS"));
    }
  }

  static void read(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT ? + 1, ?, toDateTime64('2026-01-02 03:04:05.678', 3, 'UTC'), CAST(NULL, 'Nullable(String)'), [1.5, 2], toLowCardinality('low')")) {
      statement.setInt(1, 41);
      statement.setString(2, "it's ☂");
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        System.out.println("row " + row.getInt(1) + " " + row.getString(2) + " " + row.getTimestamp(3).toInstant() + " " + row.getString(4) + " " + Arrays.toString((Object[]) row.getArray(5).getArray()) + " " + row.getString(6));
      }
    }
    try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("SELECT count(), uniqExact(segment) FROM accounts_now")) {
      row.next();
      System.out.println("accounts " + row.getInt(1) + " " + row.getInt(2));
    }
    long count = 0, sum = 0, letters = 0;
    try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("SELECT number, concat('row ', hex(sipHash128(number))) FROM numbers(100000)")) {
      while (rows.next()) {
        count++;
        sum += rows.getLong(1);
        letters += rows.getString(2).length();
      }
    }
    System.out.println("streamed " + count + " " + sum + " " + letters);
  }

  static void write(Connection connection, String metric) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("INSERT INTO goals (metric, segment, region, target) VALUES (?, ?, ?, ?)")) {
      for (String segment : List.of("smb", "mid")) {
        statement.setString(1, metric);
        statement.setString(2, segment);
        statement.setString(3, "");
        statement.setDouble(4, 80);
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException error) {
      System.out.println("refused " + error.getErrorCode());
      return;
    }
    try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("SELECT count(), sum(target) FROM goals WHERE metric = '" + metric + "'")) {
      row.next();
      System.out.println("written " + row.getInt(1) + " " + row.getInt(2));
    }
  }

  static void error(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT nothing FROM nowhere");
    } catch (SQLException error) {
      System.out.println("error " + error.getErrorCode() + " " + error.getMessage().contains("UNKNOWN_TABLE"));
    }
  }
}
