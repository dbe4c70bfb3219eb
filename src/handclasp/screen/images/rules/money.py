"""Bank cards, and codes that take payments."""

from __future__ import annotations

from typing import Final

from handclasp.screen.images.rules.rule import Rule, words

RULES: Final = (
    Rule(
        type="bank_card",
        titles=words(
            "中国工商银行|工商银行|中国农业银行|农业银行|中国银行|中国建设银行|建设银行|交通银行|招商银行|"
            "中国邮政储蓄银行|邮储银行|中信银行|中国光大银行|光大银行|华夏银行|中国民生银行|民生银行|广发银行|"
            "平安银行|兴业银行|浦发银行|浦东发展银行|浙商银行|渤海银行|恒丰银行|北京银行|上海银行|宁波银行|"
            "南京银行|江苏银行|杭州银行|农村商业银行|农商银行|农村信用社|商业银行|样本银行|储蓄银行|ICBC|"
            "CHINA MERCHANTS BANK|BANK OF CHINA|CHINA CONSTRUCTION BANK|AGRICULTURAL BANK OF CHINA|"
            "BANK OF COMMUNICATIONS|HSBC|CITIBANK|CHASE|BANK OF AMERICA|BARCLAYS|CAPITAL ONE|WELLS FARGO|"
            "STANDARD CHARTERED|SANTANDER|REVOLUT|BANK"
        ),
        marks=words(
            "银联|UNIONPAY|VALID THRU|VALIDTHRU|GOOD THRU|MASTERCARD|VISA|AMERICAN EXPRESS|JCB|"
            "AUTHORIZED SIGNATURE|AUTHORISED SIGNATURE|持卡人签名|NOT VALID UNLESS SIGNED|MONTH YEAR|闪付|"
            "QUICKPASS|借记卡|信用卡|储蓄卡|CVV|CVV2|持卡人签字|本卡仅限本人使用|ELECTRONIC USE ONLY|DEBIT|CREDIT"
        ),
        labels=words(
            "ATM|CARDHOLDER|CARDHOLDER NAME|VALID|THRU|EXP|SECURITY CODE|MEMBER SINCE|PLATINUM|GOLD|CLASSIC|WORLD|"
            "WORLD ELITE|金卡|白金卡|普卡|客服热线|24小时客服|24小时服务热线|服务热线|客户服务|客户服务热线|有效期|"
            "CUSTOMER SERVICE|IC|请妥善保管|签名|信用社|BUSINESS|SIGNATURE|拾到|95588|95599|95566|95533|95559|"
            "95555|95580"
        ),
        signs={"card": 4, "like-card": 2, "expiry": 2},
        against=words(
            "社会保障|订单|余额|转账|交易|账单|支付方式|开户|申请|还款|手机号|验证码|汇款|利率|额度|营业厅|网点|"
            "优惠|商户|小票|尾号|TRANSACTIONS|TRANSFER|CHECKING|BALANCE|PURCHASE|PAY NOW|NAME ON CARD|SAVINGS|"
            "LOGIN|GIFT CARD"
        ),
        need=7,
    ),
    Rule(
        type="bank_card",
        marks=words(
            "AUTHORIZED SIGNATURE|AUTHORISED SIGNATURE|签名栏|签名条|持卡人签名|持卡人签字|NOT VALID UNLESS SIGNED|"
            "本卡由|本卡仅限|本卡仅供|拾到本卡|THIS CARD IS ISSUED BY|THIS CARD IS THE PROPERTY OF|ISSUED BY"
        ),
        labels=words(
            "CUSTOMER SERVICE|客服热线|24小时客服|服务热线|客户服务|发卡银行|BANK|银行|ELECTRONIC USE ONLY|"
            "SIGNATURE|银联|UNIONPAY|VISA|MASTERCARD|CVV|CVV2|CVC|LOST OR STOLEN|挂失|ATM"
        ),
        signs={"card-back": 4, "card": 3, "like-card": 1},
        against=words("订单|余额|转账|交易|账单|支付方式|开户|申请|还款|验证码|汇款|利率"),
        need=5,
    ),
    Rule(
        type="payment_qr",
        titles=words(
            "微信支付|支付宝|推荐使用微信支付|推荐使用支付宝|云闪付|收款码|收钱码|付款码|二维码收款|扫码付款|"
            "扫码支付|收款二维码|WECHAT PAY|ALIPAY|UNIONPAY QR|PAY ME|SCAN TO PAY|数字人民币|聚合支付|商家收款|"
            "个人收款"
        ),
        marks=words(
            "扫一扫付款|扫一扫向我付款|向我付款|打开支付宝扫一扫|收款|付款|SCAN TO PAY|向TA付款|转钱给我|RECEIVE|"
            "WALLET ADDRESS"
        ),
        labels=words(
            "扫一扫|扫码|设置金额|保存收款码|保存图片|收款记录|商户|二维码|信用卡收款|花呗|SCAN|ADDRESS|BTC|ETH|"
            "USDT|BITCOIN"
        ),
        against=words("支付成功|付款成功|付款时间|账单|交易成功|转账成功|收款方|付款方式|订单|SWAP|BALANCE"),
        signs={"qr:payment": 16, "qr:unread": 3, "qr:web": -4, "qr:none": -5},
        need=8,
    ),
)
